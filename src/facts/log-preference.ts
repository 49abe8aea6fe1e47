import type { Log } from '../signatures/signature.ts';
import { type Clock, clock, resolveTime } from './clock.ts';
import type { FactContext } from './fact.ts';
import type { LogSeries } from './log-series.ts';

/**
 * Which of two logs is believed and cited for an event that both tell of: the one whose times are surer (a zone in the
 * line, then a known zone of the node, then seconds since boot and `dmesg -T`, which drift, then a zone nobody told); then
 * one that is whole; then the one that reaches further back; then the first by path.
 */
export function preferredFirst(all: readonly LogSeries[], context: FactContext): LogSeries[] {
  const found = context.get(clock);
  const value = found.known ? found.value : undefined;
  const ranked = all.map((series) => ({ series, rank: rankOf(series, value) }));
  ranked.sort(({ rank: a, series: x }, { rank: b, series: y }) => {
    const differing = a.findIndex((part, i) => part !== b[i]);
    return differing === -1 ? (x.path < y.path ? -1 : 1) : (a[differing] ?? 0) - (b[differing] ?? 0);
  });
  return ranked.map(({ series }) => series);
}

/** Smaller is better, the first difference decides. */
function rankOf({ pieces }: LogSeries, value: Clock | undefined): number[] {
  const [oldest, newest] = [pieces[0]?.value, pieces.at(-1)?.value];
  const from = timeOf(oldest, value);
  return [
    timeOf(newest, value)?.uncertainty ?? Number.MAX_VALUE,
    newest?.first?.axis === 'utc' ? 0 : 1,
    pieces.some((piece) => piece.value.cuts.length > 0) ? 1 : 0,
    from?.time ?? Number.MAX_VALUE,
  ];
}

const timeOf = (log: Log | undefined, value: Clock | undefined) =>
  log === undefined ? undefined : resolveTime(log.first, value, log);
