import type { SourceRef } from '../lib/source-ref.ts';
import type { Emitter, Log, LogMatch, Occurrence, Signature } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, resolveTime } from './clock.ts';
import type { FactContext } from './fact.ts';

/** Matching lines of one signature with the same captures in one log, on the common time axis. */
export interface ResolvedOccurrence {
  readonly signature: Signature;
  readonly captures: Readonly<Record<string, string>>;
  readonly emitter: Emitter;
  readonly log: Document<Log>;
  readonly count: number;
  /** Epoch seconds; undefined when the lines carry no time that can be placed. */
  readonly first?: number;
  readonly last?: number;
  readonly uncertainty: number;
  /** The log reaches far enough back to tell that it did not happen before. */
  readonly firstIsOnset: boolean;
  readonly ref: SourceRef;
}

/** A match within this time of the beginning of its log may have begun before it. */
const ONSET_MARGIN = 120;

/** Every occurrence of one group of signatures in every log; resolved when first asked for. */
export function occurrencesOf(context: FactContext, group: string): readonly ResolvedOccurrence[] {
  const known = context.once(resolvedGroups);
  const found = known.get(group) ?? resolveGroup(context, group);
  known.set(group, found);
  return found;
}

const resolvedGroups = (): Map<string, ResolvedOccurrence[]> => new Map();

function resolveGroup(context: FactContext, group: string): ResolvedOccurrence[] {
  const members = new Map(context.signatures.filter((s) => s.group === group).map((s) => [s.id, s]));
  const resolved: ResolvedOccurrence[] = [];
  for (const log of context.snapshot.logs) {
    for (const match of log.value.matches) {
      const signature = members.get(match.signature);
      if (signature === undefined) continue;
      for (const occurrence of match.occurrences) resolved.push(resolve(context, log, signature, occurrence));
      if (match.unlisted > 0) resolved.push(resolveUnlisted(context, log, signature, match));
    }
  }
  return resolved;
}

function resolve(
  context: FactContext,
  log: Document<Log>,
  signature: Signature,
  occurrence: Occurrence,
): ResolvedOccurrence {
  const found = context.get(clock);
  const clockValue = found.known ? found.value : undefined;
  const first = resolveTime(occurrence.first, clockValue, log.value);
  const last = resolveTime(occurrence.last, clockValue, log.value);
  const begin = resolveTime(log.value.first, clockValue, log.value);
  return {
    signature,
    captures: occurrence.captures,
    emitter: occurrence.emitter,
    log,
    count: occurrence.count,
    ...(first === undefined ? {} : { first: first.time }),
    ...(last === undefined ? {} : { last: last.time }),
    uncertainty: Math.max(first?.uncertainty ?? 0, last?.uncertainty ?? 0),
    firstIsOnset: first !== undefined && begin !== undefined && first.time - begin.time > ONSET_MARGIN,
    ref: { path: log.path, line: occurrence.sample.line, text: occurrence.sample.text },
  };
}

/** Lines whose captures were too many to keep apart still count. */
function resolveUnlisted(
  context: FactContext,
  log: Document<Log>,
  signature: Signature,
  match: LogMatch,
): ResolvedOccurrence {
  const sample = match.samples.at(-1) ?? { line: 1, text: '' };
  const { first, last } = match;
  const occurrence: Occurrence = {
    captures: {},
    emitter: log.value.emitter,
    count: match.unlisted,
    sample,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
  return resolve(context, log, signature, occurrence);
}
