import type * as z from 'zod';
import type { Evaluation } from './analysis.ts';
import type { Fact } from './facts/fact.ts';
import { formatSourceRef, type SourceRef } from './lib/source-ref.ts';

export type Facts = Evaluation['facts'];

/** The value of a fact, where it is known. */
export function knownFact<S extends z.ZodType>(facts: Facts, fact: Fact<S>): z.infer<S> | undefined {
  const found = facts.get(fact);
  return found.known ? found.value : undefined;
}

/** The first place that a value came from, `path:line`. */
export function placeOf(refs: readonly SourceRef[]): string | undefined {
  return refs[0] === undefined ? undefined : formatSourceRef(refs[0]);
}
