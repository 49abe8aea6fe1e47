import type { SourceRef } from '../lib/source-ref.ts';
import type { Emitter, Log, LogMatch, Occurrence, Signature } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, resolveTime } from './clock.ts';
import type { FactContext } from './fact.ts';
import { correctKernelTime } from './kernel-clock.ts';
import { isPreviousBoot } from './log-coverage.ts';

/** A count in words: of lines of which the collector left some out it is said to be a lower bound. */
export function inWords(count: number, occurrences: readonly ResolvedOccurrence[]): string {
  return occurrences.some((o) => o.isThinned) ? `at least ${count}` : String(count);
}

/** Matching lines of one signature with the same captures in one log, on the common time axis. */
export interface ResolvedOccurrence {
  readonly signature: Signature;
  readonly captures: Readonly<Record<string, string>>;
  readonly emitter: Emitter;
  readonly log: Document<Log>;
  readonly count: number;
  /** Lines like these were left out by the collector: the count is a lower bound. */
  readonly isThinned: boolean;
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

/** Every occurrence of one group of signatures in every log of this boot; resolved when first asked for. */
export function occurrencesOf(context: FactContext, group: string): readonly ResolvedOccurrence[] {
  const known = context.once(resolvedGroups);
  const found = known.get(group) ?? resolveGroup(context, group);
  known.set(group, found);
  return found;
}

const resolvedGroups = (): Map<string, ResolvedOccurrence[]> => new Map();

/** A match with the log it stands in. */
export interface GroupMatch {
  readonly signature: Signature;
  readonly log: Document<Log>;
  readonly match: LogMatch;
}

/** The matches of one group of signatures in the logs of this boot, or in those of the boot before. */
export function matchesOf(context: FactContext, group: string, previousBoot = false): GroupMatch[] {
  const members = new Map(context.signatures.filter((s) => s.group === group).map((s) => [s.id, s]));
  const found: GroupMatch[] = [];
  for (const log of context.snapshot.logs) {
    if (isPreviousBoot(log) !== previousBoot) continue;
    for (const match of log.value.matches) {
      const signature = members.get(match.signature);
      if (signature !== undefined) found.push({ signature, log, match });
    }
  }
  return found;
}

function resolveGroup(context: FactContext, group: string): ResolvedOccurrence[] {
  const resolved: ResolvedOccurrence[] = [];
  for (const { signature, log, match } of matchesOf(context, group)) {
    for (const occurrence of match.occurrences) resolved.push(resolve(context, log, signature, occurrence, match));
    if (match.unlisted > 0) resolved.push(resolveUnlisted(context, log, signature, match));
  }
  return resolved;
}

function resolve(
  context: FactContext,
  log: Document<Log>,
  signature: Signature,
  occurrence: Occurrence,
  match: LogMatch,
): ResolvedOccurrence {
  const found = context.get(clock);
  const clockValue = found.known ? found.value : undefined;
  const first = correctKernelTime(resolveTime(occurrence.first, clockValue, log.value), log, context);
  const last = correctKernelTime(resolveTime(occurrence.last, clockValue, log.value), log, context);
  const begin = resolveTime(log.value.first, clockValue, log.value);
  return {
    signature,
    captures: occurrence.captures,
    emitter: occurrence.emitter,
    log,
    count: occurrence.count,
    isThinned: match.likes !== undefined,
    ...(first === undefined ? {} : { first: first.time }),
    ...(last === undefined ? {} : { last: last.time }),
    uncertainty: Math.max(first?.uncertainty ?? 0, last?.uncertainty ?? 0),
    firstIsOnset:
      first !== undefined &&
      begin !== undefined &&
      first.time - begin.time > ONSET_MARGIN &&
      !mayBeEarlier(occurrence, match, log.value),
    ref: { path: log.path, line: occurrence.sample.line, text: occurrence.sample.text },
  };
}

/** Lines before the first one may have been left out: between two probes, or among others that look alike. */
function mayBeEarlier({ first }: Occurrence, { likes = [] }: LogMatch, { probes, floods = [] }: Log): boolean {
  if (probes !== undefined) return true;
  return floods.some(
    (flood) =>
      likes.includes(flood.like) &&
      first !== undefined &&
      flood.first !== undefined &&
      flood.first.seconds < Math.floor(first.seconds / 60) * 60,
  );
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
    emitter: log.value.emitter === 'other' ? 'any' : log.value.emitter,
    count: match.unlisted,
    sample,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
  return resolve(context, log, signature, occurrence, match);
}
