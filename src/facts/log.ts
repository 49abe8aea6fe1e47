import * as z from 'zod';
import { append, groupBy } from '../lib/group-by.ts';
import { defineLazily } from '../lib/lazy.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { Emitter, Flood, LogMatch, Signature } from '../signatures/signature.ts';
import { type Fact, type FactContext, known, refsSchema, type Seen, seenSchema } from './fact.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, loudest, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { ownersOf, type PathOwners } from './path-owners.ts';
import type { FactWords } from './words/words.ts';

export const logGroupSchema = z
  .object({
    label: z.string(),
    count: z
      .number()
      .optional()
      .meta({
        description:
          'matching lines, of failures those of the component that tells of most; unknown instead of 0 where a log is missing or was cut',
        needs: ['log'],
      }),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    distinct: z.number().meta({ description: 'different captured values' }),
    at_least: z
      .boolean()
      .meta({ description: 'there may be more lines: a log is missing, cut, or repeats were left out' }),
    left_out: z.number().meta({ description: 'lines that look like matching ones and were left out by the collector' }),
    previous_boot: z.number().meta({ description: 'matching lines in logs of the boot before; count leaves them out' }),
    peak_per_minute: z.number().meta({ description: 'most lines in one minute of one log' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'LogGroup' });

/** Occurrences of one group, tied to the objects behind their paths. Not visible to expressions. */
export interface TiedOccurrence {
  readonly occurrence: ResolvedOccurrence;
  readonly owners: PathOwners;
}

export interface LogGroup extends z.infer<typeof logGroupSchema> {
  readonly tied: readonly TiedOccurrence[];
  /** Of the language in which the lines are counted. */
  readonly words: FactWords;
}

/** What rules see as `log`: one field per group of signatures. */
export function createLogFact(signatures: readonly Signature[]): Fact {
  const groups = [...new Set(signatures.map((s) => s.group))].sort();
  const shape = Object.fromEntries(groups.map((group) => [group, logGroupSchema]));
  return {
    name: 'log',
    title: 'Matches in logs, by group of signatures',
    schema: z.object(shape).meta({ id: 'Logs' }),
    sources: ['log'],
    compute(context) {
      const logs = {};
      // There are dozens of groups and a catalog may ask for few; each costs a walk over its occurrences.
      for (const group of groups) defineLazily(logs, group, () => logGroup(context, group));
      return known(logs);
    },
  };
}

/** All matches of one group, each tied to what lies behind its path. */
export function logGroup(context: FactContext, group: string): LogGroup {
  const sought = context.signatures.filter((s) => s.group === group);
  const emitters = [...new Set(sought.flatMap((s) => s.sources))];
  const tied = occurrencesOf(context, group).map((occurrence) => ({ occurrence, owners: tie(occurrence, context) }));
  const before = countOf(occurrencesOf(context, group, true));
  const complete = logCoverage(context, emitters, { sought }).reasons.length === 0;
  return summarize(group, tied, complete, before, context);
}

function tie(occurrence: ResolvedOccurrence, context: FactContext): PathOwners {
  const { path } = occurrence.captures;
  if (path === undefined || !path.startsWith('/')) return {};
  return ownersOf(path, operationOf(occurrence) === 'mount', context);
}

/** The failed operation: fixed by the signature or captured from the text. */
export function operationOf({ signature, captures }: ResolvedOccurrence): string | undefined {
  return signature.failure?.op ?? captures.op;
}

function summarize(
  label: string,
  tied: readonly TiedOccurrence[],
  complete: boolean,
  before: number,
  { words }: Pick<LogGroup, 'words'>,
): LogGroup {
  const all = tied.map((t) => t.occurrence);
  const count = countOf(all);
  const seen = seenOf(all);
  const group = {
    label,
    ...(count > 0 || complete ? { count } : {}),
    ...(seen === undefined ? {} : { seen }),
    counted: inWords(count, all, { words }),
    at_least: !complete,
    previous_boot: before,
    refs: refsOf(all),
    tied,
    words,
  };
  defineLazily(group, 'left_out', () => leftOut(all));
  defineLazily(group, 'distinct', () => new Set(all.map((o) => JSON.stringify(o.captures))).size);
  defineLazily(group, 'peak_per_minute', () => peakPerMinute(all));
  // The lazy fields complete the type.
  return group as unknown as LogGroup;
}

/** A runtime that fails logs it, and so does the kubelet that called it: both tell of one failure. Pods tell of their own. */
function countOf(all: readonly ResolvedOccurrence[]): number {
  const isPassedOn = ({ signature, log }: ResolvedOccurrence): boolean =>
    signature.failure !== undefined && log.value.emitter !== 'other';
  const own = all.filter((o) => !isPassedOn(o));
  return loudest(all.filter(isPassedOn)) + own.reduce((sum, o) => sum + o.count, 0);
}

/** First and last time of some occurrences. The first is an onset only when its log begins well before it. */
export function seenOf(all: readonly ResolvedOccurrence[]): Seen | undefined {
  let earliest: ResolvedOccurrence | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let uncertainty = 0;
  for (const o of all) {
    if (o.first === undefined || o.last === undefined) continue;
    if (earliest?.first === undefined || o.first < earliest.first) earliest = o;
    last = Math.max(last, o.last);
    uncertainty = Math.max(uncertainty, o.uncertainty);
  }
  if (earliest?.first === undefined) return undefined;
  return { first: earliest.first, last, first_is_onset: earliest.firstIsOnset, uncertainty };
}

/** The busiest minute of one log with its rotated pieces; for a part of its lines at most as many as there are. */
function peakPerMinute(all: readonly ResolvedOccurrence[]): number {
  let peak = 0;
  for (const own of groupBy(all, (o) => o.series).values()) {
    for (const same of groupBy(own, (o) => o.signature.id).values()) {
      const matches = same.map((o) => o.log.value.matches.find((m) => m.signature === o.signature.id));
      const count = same.reduce((sum, o) => sum + o.count, 0);
      for (const lines of perMinuteOf(new Set(matches)).values()) peak = Math.max(peak, Math.min(lines, count));
    }
  }
  return peak;
}

/** Lines of each minute of some pieces of a log; a minute may begin in one and end in the next. */
function perMinuteOf(matches: ReadonlySet<LogMatch | undefined>): Map<number, number> {
  const minutes = new Map<number, number>();
  for (const match of matches)
    for (const [minute, lines] of match?.perMinute ?? []) minutes.set(minute, (minutes.get(minute) ?? 0) + lines);
  return minutes;
}

/** Lines left out of the floods that these occurrences are part of, each flood once. */
function leftOut(all: readonly ResolvedOccurrence[]): number {
  const floods = new Set<Flood>();
  for (const o of all) {
    const likes = o.log.value.matches.find((m) => m.signature === o.signature.id)?.likes ?? [];
    for (const flood of o.log.value.floods ?? []) if (likes.includes(flood.like)) floods.add(flood);
  }
  return [...floods].reduce((sum, flood) => sum + flood.left, 0);
}

const MAX_REFS = 5;

/** The first lines, and where there is room the same in other logs. */
function refsOf(all: readonly ResolvedOccurrence[]): SourceRef[] {
  const own = all.slice(0, MAX_REFS).map((o) => o.ref);
  const also = own.length < MAX_REFS ? all.flatMap((o) => o.alsoIn ?? []) : [];
  return [...own, ...also].slice(0, MAX_REFS);
}

/**
 * `log.x.of(object)`: the part of a group whose paths belong to an object (a mount namespace, file system or
 * container). Zero is only an answer when every path could be tied and the logs are whole.
 */
export function logGroupOf(group: LogGroup, object: { readonly entity?: string }): LogGroup {
  const entity = object.entity ?? '';
  const owned = tiesOf(group);
  const matching = owned.byEntity.get(entity) ?? [];
  // Most groups have no line at all, and thousands of objects ask each of them.
  const isTied =
    group.tied.length === 0 || owned.byKind.get(entity.slice(0, entity.indexOf(':'))) === group.tied.length;
  const complete = !group.at_least && (matching.length > 0 || isTied);
  if (matching.length > 0) return partOf(group, matching, complete);
  const empty = owned.empty.get(complete) ?? partOf(group, [], complete);
  owned.empty.set(complete, empty);
  return empty;
}

function partOf(group: LogGroup, tied: readonly TiedOccurrence[], complete: boolean): LogGroup {
  const part = Object.create(Object.getPrototypeOf(group) as object) as LogGroup;
  return Object.defineProperties(
    part,
    Object.getOwnPropertyDescriptors(summarize(group.label, tied, complete, 0, group)),
  );
}

/** What of a group belongs to whom: rules ask that for each of thousands of file systems, most of which own nothing. */
interface Ties {
  readonly byEntity: Map<string, TiedOccurrence[]>;
  /** Occurrences that have an owner of a kind. */
  readonly byKind: Map<string, number>;
  /** The part of objects that own nothing, by whether that is certain. */
  readonly empty: Map<boolean, LogGroup>;
}

const ties = new WeakMap<LogGroup, Ties>();

function tiesOf(group: LogGroup): Ties {
  const known = ties.get(group);
  if (known !== undefined) return known;
  const found: Ties = { byEntity: new Map(), byKind: new Map(), empty: new Map() };
  for (const tied of group.tied) {
    for (const entity of new Set(entitiesOf(tied.owners))) {
      append(found.byEntity, entity, tied);
    }
    for (const kind of kindsOf(tied.owners)) found.byKind.set(kind, (found.byKind.get(kind) ?? 0) + 1);
  }
  ties.set(group, found);
  return found;
}

function entitiesOf(owners: PathOwners): string[] {
  return [owners.filesystem, owners.container, ...(owners.mountNamespaces ?? [])].filter((e) => e !== undefined);
}

function kindsOf(owners: PathOwners): Set<string> {
  const kinds = new Set<string>();
  if (owners.filesystem !== undefined) kinds.add('filesystem');
  if (owners.container !== undefined) kinds.add('container');
  if (owners.mountNamespaces !== undefined) kinds.add('mount_namespace');
  return kinds;
}

/** Emitters of a group, for messages about missing logs. */
export function emittersOf(context: FactContext, groups: readonly string[]): Emitter[] {
  return [...new Set(context.signatures.filter((s) => groups.includes(s.group)).flatMap((s) => s.sources))];
}
