import type { SourceRef } from '../lib/source-ref.ts';
import type { Emitter, Log, LogMatch, Occurrence, Signature } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, resolveTime } from './clock.ts';
import { countOnce } from './counted-once.ts';
import type { FactContext } from './fact.ts';
import { isPreviousBoot } from './log-coverage.ts';
import { type LogSeries, seriesOf } from './log-series.ts';
import { placeLogTime } from './log-times.ts';

/** A count in words: of lines of which the collector left some out it is said to be a lower bound. */
export function inWords(
  count: number,
  occurrences: readonly ResolvedOccurrence[],
  { words }: Pick<FactContext, 'words'>,
): string {
  return occurrences.some((o) => o.isThinned) ? words.atLeast(count) : String(count);
}

/** Matching lines of one signature with the same captures in one log, on the common time axis. */
export interface ResolvedOccurrence {
  readonly signature: Signature;
  readonly captures: Readonly<Record<string, string>>;
  readonly emitter: Emitter;
  readonly log: Document<Log>;
  /** The log with its rotated pieces. */
  readonly series: LogSeries;
  readonly count: number;
  /** The lines as their log states them, those that another log tells as well included. */
  readonly stated: Occurrence;
  /** Other logs that tell of the same lines, a few. */
  readonly alsoIn?: readonly SourceRef[];
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

/**
 * Every occurrence of one group of signatures in the logs of this boot, or of the boot before; resolved when first asked
 * for. An event that several logs tell of is in it once, as the preferred log has it (log-preference.ts).
 */
export function occurrencesOf(
  context: FactContext,
  group: string,
  previousBoot = false,
): readonly ResolvedOccurrence[] {
  const known = context.once(previousBoot ? resolvedBefore : resolvedGroups);
  const found = known.get(group) ?? resolveGroup(context, group, previousBoot);
  known.set(group, found);
  return found;
}

function resolveGroup(context: FactContext, group: string, previousBoot: boolean): readonly ResolvedOccurrence[] {
  return countOnce(matchesOf(context, group, previousBoot), (match) => resolveMatch(match, context), context);
}

/** The same with the lines of every log, for what compares lines within one log. */
export function occurrencesInEveryLog(context: FactContext, group: string): ResolvedOccurrence[] {
  return matchesOf(context, group).flatMap((match) => resolveMatch(match, context));
}

/** Lines of one component are told once, so they add up; components tell of the same events, so the largest sum stands. */
export function loudest(occurrences: readonly ResolvedOccurrence[]): number {
  const sums = new Map<string, number>();
  for (const { emitter, series, count } of occurrences) {
    const teller = emitter === 'any' ? series.path : emitter;
    sums.set(teller, (sums.get(teller) ?? 0) + count);
  }
  return Math.max(0, ...sums.values());
}

const resolvedGroups = (): Map<string, readonly ResolvedOccurrence[]> => new Map();
const resolvedBefore = (): Map<string, readonly ResolvedOccurrence[]> => new Map();

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

/** Resolves the lines of one signature in one log. */
function resolveMatch({ signature, log, match }: GroupMatch, context: FactContext): ResolvedOccurrence[] {
  const resolved = match.occurrences.map((occurrence) => resolve(context, log, signature, occurrence, match));
  if (match.unlisted > 0) resolved.push(resolveUnlisted(context, log, signature, match));
  return resolved;
}

function resolve(
  context: FactContext,
  log: Document<Log>,
  signature: Signature,
  occurrence: Occurrence,
  match: LogMatch,
): ResolvedOccurrence {
  const first = placeLogTime(occurrence.first, log, context);
  const last = occurrence.last === occurrence.first ? first : placeLogTime(occurrence.last, log, context);
  const series = seriesOf(log, context);
  const oldest = series.pieces[0] ?? log;
  const begin = context.once(beginnings).get(oldest);
  return {
    signature,
    captures: occurrence.captures,
    emitter: occurrence.emitter,
    log,
    series,
    count: occurrence.count,
    stated: occurrence,
    isThinned: match.likes !== undefined,
    ...(first === undefined ? {} : { first: first.time }),
    ...(last === undefined ? {} : { last: last.time }),
    uncertainty: Math.max(first?.uncertainty ?? 0, last?.uncertainty ?? 0),
    firstIsOnset:
      first !== undefined &&
      begin !== undefined &&
      first.time - begin > ONSET_MARGIN &&
      !mayBeEarlier(occurrence, match, log.value),
    ref: { path: log.path, line: occurrence.sample.line, text: occurrence.sample.text },
  };
}

/** When each log begins; asked for once for every line of it. */
const beginnings = (context: FactContext): ReadonlyMap<Document<Log>, number> => {
  const found = context.get(clock);
  const value = found.known ? found.value : undefined;
  return new Map(
    context.snapshot.logs.flatMap((log) => {
      const begin = resolveTime(log.value.first, value, log.value);
      return begin === undefined ? [] : [[log, begin.time] as const];
    }),
  );
};

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
