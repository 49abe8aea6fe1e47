import * as z from 'zod';
import { type SourceRef, sourceRefSchema } from '../lib/source-ref.ts';
import type { Signature } from '../signatures/signature.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FactWords } from './words/words.ts';

/** Why a value is not known: the source it needs and what happened to that source. */
export interface MissingReason {
  readonly source: string;
  readonly reason: string;
}

/** A fact is known, or it says what is missing; it is never silently empty. */
export type Result<T> =
  | { readonly known: true; readonly value: T; readonly incomplete?: readonly MissingReason[] }
  | { readonly known: false; readonly missing: readonly MissingReason[] };

/** A known value; `incomplete` says why a list may lack members (a log that was cut). */
export function known<T>(value: T, incomplete: readonly MissingReason[] = []): Result<T> {
  return incomplete.length === 0 ? { known: true, value } : { known: true, value, incomplete };
}

export function unknown<T = never>(missing: readonly MissingReason[]): Result<T> {
  return { known: false, missing };
}

export interface FactContext {
  readonly snapshot: Snapshot;
  readonly signatures: readonly Signature[];
  /** What is said of objects, in the language of the report. Rules compare names of programs and paths only. */
  readonly words: FactWords;
  /** Another fact, computed once. */
  get<S extends z.ZodType>(fact: Fact<S>): Result<z.infer<S>>;
  /** A join that several facts share and rules do not see, computed once per snapshot. */
  once<T>(compute: (context: FactContext) => T): T;
}

/**
 * A value derived from the documents of a snapshot, computed when a rule first asks for it. The schema is its type for
 * rule authors: objects carry `meta({ id })` as their type name, fields a description; a field that is optional may be
 * unknown and names in `meta({ needs })` the sources that would tell.
 */
export interface Fact<S extends z.ZodType = z.ZodType> {
  /** The name rules use: `mount_namespaces`. */
  readonly name: string;
  readonly title: string;
  readonly schema: S;
  /** Sources the fact reads; shown to authors and used when the fact is unknown. */
  readonly sources: readonly string[];
  compute(context: FactContext): Result<z.infer<S>>;
}

export const defineFact = <S extends z.ZodType>(fact: Fact<S>): Fact<S> => fact;

/** Places a value came from; every object that rules can cite carries them. Not visible to expressions. */
export const refsSchema = z.array(sourceRefSchema).default([]);

/** Names what an object is, for joins: `filesystem:8:1`. Cause and effect are tied by equal keys. */
export const entitySchema = z.string().meta({ description: 'identity of the object, for joins' });

/** When something was seen in logs, in seconds since the epoch. */
export const seenSchema = z
  .object({
    first: z.number().meta({ description: 'first occurrence, epoch seconds' }),
    last: z.number().meta({ description: 'last occurrence, epoch seconds' }),
    /** False when the log begins too late to tell whether it happened before. */
    first_is_onset: z.boolean(),
    uncertainty: z.number().meta({ description: 'seconds by which these times may be off' }),
  })
  .meta({ id: 'Seen' });
export type Seen = z.infer<typeof seenSchema>;

/**
 * A table with string keys in which a key can be present, absent on the node, or not collected: of one that was not
 * collected, expressions do not know whether it is there.
 */
export interface FactTable<V> extends Map<string, V> {
  /** Where each value came from. */
  readonly refs: ReadonlyMap<string, SourceRef>;
  /** Whether the node is known not to have a key that is not in the entries. */
  knownAbsent(key: string): boolean;
}

/** Builds a table. */
export function factTable<V>(
  entries: Iterable<readonly [string, V]>,
  refs: ReadonlyMap<string, SourceRef>,
  knownAbsent: (key: string) => boolean,
): FactTable<V> {
  return Object.assign(new Map<string, V>(entries), { refs, knownAbsent });
}
