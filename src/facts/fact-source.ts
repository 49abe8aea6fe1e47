import type * as z from 'zod';
import type { Lang } from '../lib/lang.ts';
import { defineLazily } from '../lib/lazy.ts';
import type { FactSource, Missing } from '../rules/evaluate.ts';
import type { Signature } from '../signatures/signature.ts';
import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot, SourceName } from '../snapshot/snapshot.ts';
import type { Fact, FactContext, Result } from './fact.ts';
import { factWords } from './words/words.ts';

/** Facts over one snapshot: computed when first asked for, once. */
export interface FactBase extends FactContext {
  readonly source: FactSource;
}

/** Opens the facts of a snapshot; what they say of objects is in the language of the report. */
export function openFacts(
  snapshot: Snapshot,
  signatures: readonly Signature[],
  all: ReadonlyMap<string, Fact>,
  lang: Lang = 'en',
): FactBase {
  const computed = new Map<Fact, Result<unknown>>();
  const joins = new Map<unknown, unknown>();
  const get = <S extends z.ZodType>(fact: Fact<S>): Result<z.infer<S>> => {
    const known = computed.get(fact) as Result<z.infer<S>> | undefined;
    if (known !== undefined) return known;
    const result = fact.compute(context);
    computed.set(fact, result);
    return result;
  };
  const once = <T>(compute: (context: FactContext) => T): T => {
    if (!joins.has(compute)) joins.set(compute, compute(context));
    return joins.get(compute) as T;
  };
  const context: FactContext = { snapshot, signatures, words: factWords(lang), get, once };
  return { ...context, source: createSource(context, all) };
}

function createSource(context: FactContext, all: ReadonlyMap<string, Fact>): FactSource {
  const bindings = {};
  for (const [name, fact] of all) {
    defineLazily(bindings, name, () => {
      const result = context.get(fact);
      return result.known ? result.value : undefined;
    });
  }
  return {
    bindings,
    lookup(name) {
      const fact = all.get(name);
      if (fact === undefined) return { known: false, missing: [] };
      const result = context.get(fact);
      if (!result.known) return { known: false, missing: result.missing };
      return { known: true, value: result.value, incomplete: result.incomplete ?? [] };
    },
    reasonFor: (source) => reasonFor(context.snapshot, source),
    isCollected: (source) => availabilityOf(context.snapshot, source as SourceName | 'log').status === 'collected',
  };
}

function reasonFor(snapshot: Snapshot, source: string): Missing {
  const { status, reason } = availabilityOf(snapshot, source as SourceName | 'log');
  if (status === 'collected') {
    // Whoever asks for a rate is missing the second sample rather than the first.
    const second = snapshot.gaps.find((g) => g.source === source && g.second);
    if (second !== undefined) return { source, reason: `second sample: ${second.reason}` };
    const cut = source === 'log' ? firstCut(snapshot) : undefined;
    return { source, reason: cut ?? 'collected, but it does not tell' };
  }
  return { source, reason: status === 'missing' ? reason : `${status}: ${reason}` };
}

/** A line that is not there may stand in what a log lacks. */
function firstCut({ logs }: Snapshot): string | undefined {
  const log = logs.find(({ value }) => value.cuts.length > 0);
  return log === undefined ? undefined : `${log.path}: ${log.value.cuts[0]?.text}`;
}
