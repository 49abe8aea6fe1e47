import { append, groupBy } from '../lib/group-by.ts';
import type { FactContext } from './fact.ts';
import { preferredFirst } from './log-preference.ts';
import { seriesOf } from './log-series.ts';
import { placeLogTime } from './log-times.ts';
import type { GroupMatch, ResolvedOccurrence } from './occurrences.ts';
import { type EventsAt, type NewEvents, SameEvents, type ToldEvents } from './same-events.ts';

type Resolve = (match: GroupMatch) => readonly ResolvedOccurrence[];

/**
 * The lines of some matches without those that a preferred log tells as well: the ring of the kernel and its log, a
 * journal and what syslog took from it, a whole journal and the part of one unit. What pods print is of each its own.
 */
export function countOnce(
  matches: readonly GroupMatch[],
  resolve: Resolve,
  context: FactContext,
): ResolvedOccurrence[] {
  const kept: ResolvedOccurrence[] = [];
  for (const same of groupBy(matches, ({ signature }) => signature.id).values()) {
    const all = same.map((match) => ({ log: match.log, series: seriesOf(match.log, context), lines: resolve(match) }));
    const bySeries = groupBy(
      all.filter(({ log }) => log.value.emitter !== 'other'),
      ({ series }) => series,
    );
    const logs = bySeries.size < 2 ? [] : preferredFirst([...bySeries.keys()], context);
    const changed = withoutTwins(
      logs.map((series) => (bySeries.get(series) ?? []).map(({ lines }) => lines)),
      context,
    );
    for (const { lines } of all)
      for (const line of lines) {
        const part = changed.get(line);
        if (part === undefined) kept.push(line);
        else kept.push(...part);
      }
  }
  return kept;
}

/** What becomes of lines that are in several of these logs, each given by its pieces: nothing, or a part of them. */
function withoutTwins(
  logs: readonly (readonly (readonly ResolvedOccurrence[])[])[],
  context: FactContext,
): Map<ResolvedOccurrence, readonly ResolvedOccurrence[]> {
  const byText = new Map<string, ResolvedOccurrence[]>();
  for (const pieces of logs) for (const lines of pieces) for (const line of lines) append(byText, textOf(line), line);
  const changed = new Map<ResolvedOccurrence, readonly ResolvedOccurrence[]>();
  for (const tellers of byText.values()) if (tellers.length > 1) tellOnce(tellers, changed, context);
  return changed;
}

/** Lines with one text, those of the preferred log first. */
function tellOnce(
  tellers: readonly ResolvedOccurrence[],
  changed: Map<ResolvedOccurrence, readonly ResolvedOccurrence[]>,
  context: FactContext,
): void {
  const byLog = [...groupBy(tellers, ({ series }) => series).values()];
  if (byLog.length === 1) return;
  const events = new SameEvents();
  const twins: ResolvedOccurrence[] = [];
  for (const own of byLog) {
    const found = events.add(own.map((o) => eventsOf(o, context)));
    for (const [i, occurrence] of own.entries()) {
      const part = found[i];
      if (part === undefined || part.count === occurrence.count) continue;
      twins.push(occurrence);
      changed.set(occurrence, part.count === 0 ? [] : [partOf(occurrence, part)]);
    }
  }
  const [first] = tellers;
  if (first !== undefined && twins.length > 0) changed.set(first, [withTwins(first, twins)]);
}

/** Equal for lines that say the same: prefixes are no part of captures. */
function textOf({ emitter, captures }: ResolvedOccurrence): string {
  let text: string = emitter;
  for (const name in captures) text += `\u0000${name}\u0000${captures[name]}`;
  return text;
}

function eventsOf(o: ResolvedOccurrence, context: FactContext): ToldEvents {
  const { count, uncertainty, stated } = o;
  if (o.first === undefined || stated.first === undefined) return { count, uncertainty };
  if (count === 1) return { count, uncertainty, times: [[o.first, 1]] };
  if (stated.times === undefined) return { count, uncertainty };
  const { step, counts } = stated.times;
  const times: EventsAt[] = [];
  for (const [at, lines] of counts) {
    const placed = placeLogTime({ ...stated.first, seconds: at * step + (step - 1) / 2 }, o.log, context);
    if (placed === undefined) return { count, uncertainty };
    times.push([placed.time, lines]);
  }
  return { count, uncertainty: uncertainty + (step - 1) / 2, times };
}

function partOf(occurrence: ResolvedOccurrence, { count, times = [] }: NewEvents): ResolvedOccurrence {
  const [first, last] = [times[0]?.[0], times.at(-1)?.[0]];
  if (first === undefined || last === undefined) return { ...occurrence, count };
  const isLater = occurrence.first !== undefined && first > occurrence.first + 1;
  return { ...occurrence, count, first, last, firstIsOnset: occurrence.firstIsOnset && !isLater };
}

const MAX_TWINS = 3;

/** What other logs say of the same lines: where they are cited, and whether one of them reaches back far enough. */
function withTwins(o: ResolvedOccurrence, twins: readonly ResolvedOccurrence[]): ResolvedOccurrence {
  const showsOnset = twins.some(
    (twin) =>
      twin.firstIsOnset &&
      twin.first !== undefined &&
      o.first !== undefined &&
      Math.abs(twin.first - o.first) <= twin.uncertainty + o.uncertainty,
  );
  return {
    ...o,
    firstIsOnset: o.firstIsOnset || showsOnset,
    alsoIn: twins.slice(0, MAX_TWINS).map(({ ref }) => ref),
  };
}
