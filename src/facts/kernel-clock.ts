import type { Log, LogTime, Occurrence } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, type ResolvedTime, resolveTime, showsKernelClock } from './clock.ts';
import type { FactContext } from './fact.ts';

/** One error of ext4 told twice: by the clock of the kernel log, and by the wall clock in the superblock. */
interface ClockPair {
  /** Epoch seconds as the log alone would give them. */
  readonly at: number;
  /** Seconds by which the log is behind the wall clock there. */
  readonly behind: number;
}

/**
 * Messages of the kernel count seconds on a clock that nobody sets; `dmesg -T` adds them to the time of the boot, so that
 * after months it is minutes off. An ext4 error that the superblock remembers with its wall clock tells by how much.
 */
export function correctKernelTime(
  resolved: ResolvedTime | undefined,
  log: Document<Log>,
  context: FactContext,
): ResolvedTime | undefined {
  if (resolved === undefined || !isAdrift(log.value)) return resolved;
  const pair = nearest(context.once(clockPairs).get(log.path) ?? [], resolved.time);
  if (pair === undefined) return resolved;
  const uncertainty = 2 + DRIFT * Math.abs(resolved.time - pair.at);
  return { time: resolved.time + pair.behind, uncertainty: Math.min(uncertainty, resolved.uncertainty) };
}

/** Enough for a pair near any message. */
const MAX_PAIRS = 100;
/** More than any clock of a node that was measured: ten seconds a day. */
const DRIFT = 1e-4;

function isAdrift(log: Log): boolean {
  const hasOwnPair = log.anchors.some((a) => a.inner.axis === 'boot' && a.outer.axis === 'utc');
  return showsKernelClock(log) || (log.first?.axis === 'boot' && !hasOwnPair);
}

function nearest(pairs: readonly ClockPair[], time: number): ClockPair | undefined {
  return pairs.reduce<ClockPair | undefined>(
    (best, pair) => (best === undefined || Math.abs(pair.at - time) < Math.abs(best.at - time) ? pair : best),
    undefined,
  );
}

function clockPairs(context: FactContext): ReadonlyMap<string, readonly ClockPair[]> {
  const first = firstErrors(context);
  const pairs = new Map<string, ClockPair[]>();
  if (first.size === 0) return pairs;
  const found = context.get(clock);
  const value = found.known ? found.value : undefined;
  for (const log of context.snapshot.logs) {
    if (!isAdrift(log.value)) continue;
    const resolve = (time: LogTime | undefined) => resolveTime(time, value, log.value);
    const begin = resolve(log.value.first);
    for (const o of occurrencesIn(log.value, 'ext4_error', context)) {
      const epoch = first.get(`${o.captures.device} ${o.captures.function}`);
      const at = resolve(o.first);
      if (epoch === undefined || at === undefined || begin === undefined) continue;
      const behind = epoch - at.time;
      // A ring that lost the first message shows a later one in its place, unless it reaches back well before it.
      if (Math.abs(behind) > at.uncertainty || at.time - begin.time <= at.uncertainty) continue;
      const own = pairs.get(log.path);
      if (own === undefined) pairs.set(log.path, [{ at: at.time, behind }]);
      else if (own.length < MAX_PAIRS) own.push({ at: at.time, behind });
    }
  }
  return pairs;
}

/** The first error of each device by the wall clock, by device and the kernel function that reported it. */
function firstErrors(context: FactContext): Map<string, number> {
  const errors = new Map<string, number>();
  for (const { value } of context.snapshot.documents.ext4_errors)
    for (const { device, first } of value.filesystems)
      if (first?.function !== undefined) errors.set(`${device} ${first.function}`, first.epochSeconds);
  for (const { value } of context.snapshot.logs)
    for (const { captures: c } of occurrencesIn(value, 'ext4_error_remembered', context))
      if (c.which === 'initial') errors.set(`${c.device} ${c.function}`, Number(c.epoch));
  return errors;
}

function occurrencesIn(log: Log, group: string, { signatures }: FactContext): Occurrence[] {
  const ids = new Set(signatures.filter((s) => s.group === group).map((s) => s.id));
  return log.matches.filter((m) => ids.has(m.signature)).flatMap((m) => m.occurrences);
}
