import { groupBy } from '../lib/group-by.ts';
import type { Log } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, type ResolvedTime, resolveTime } from './clock.ts';
import type { FactContext } from './fact.ts';

/** A log with what was rotated away from it, in the order of time: `messages-20260101`, `messages.1`, `messages`. */
export interface LogSeries {
  /** Path of the newest piece. */
  readonly path: string;
  readonly pieces: readonly Document<Log>[];
  /** Where numbered pieces are not there: `messages.2 is not in this bundle`, with the piece behind it. */
  readonly holes: readonly { readonly before: Document<Log>; readonly reason: string }[];
}

/** The logs of the bundle with their rotated pieces put together, by the path of their newest piece. */
export const logSeries = (context: FactContext): readonly LogSeries[] => context.once(joinPieces);

/** The series that a log is a piece of. */
export function seriesOf(log: Document<Log>, context: FactContext): LogSeries {
  return context.once(seriesByLog).get(log) ?? { path: log.path, pieces: [log], holes: [] };
}

const seriesByLog = (context: FactContext): ReadonlyMap<Document<Log>, LogSeries> =>
  new Map(logSeries(context).flatMap((series) => series.pieces.map((piece) => [piece, series] as const)));

/** Pieces may have the second of the rotation in common, and what was written while it happened. */
const ROTATION_SECONDS = 60;

function joinPieces(context: FactContext): LogSeries[] {
  const named = context.snapshot.logs.map((log) => ({ log, name: rotatedName(log.path) }));
  const groups = groupBy(
    named,
    ({ log, name }) => `${name.base} ${JSON.stringify(log.params)} ${log.value.first?.axis}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [only] = group;
    if (group.length === 1 || only?.log.value.first?.axis === 'boot')
      return group.map(({ log }) => ({ path: log.path, pieces: [log], holes: [] }));
    return separate(inOrder(group, context), context);
  });
}

interface Named {
  readonly log: Document<Log>;
  readonly name: RotatedName;
}

/** The oldest first: by their lines where all have times, else by what rotation added to their names. */
function inOrder(group: readonly Named[], context: FactContext): Named[] {
  const begins = new Map(group.map((named) => [named, spanOf(named.log, context)?.from]));
  const isTimed = [...begins.values()].every((begin) => begin !== undefined);
  const begin = (named: Named): number => (isTimed ? (begins.get(named) ?? 0) : 0);
  return [...group].sort((a, b) => begin(a) - begin(b) || byAge(a, b));
}

/**
 * Pieces that follow each other. One that covers the time of another is a copy of it, of which perhaps one was cut: it
 * stays apart, and its lines are known again by their times.
 */
function separate(oldestFirst: readonly Named[], context: FactContext): LogSeries[] {
  const pieces: Named[] = [];
  const apart: LogSeries[] = [];
  const spans: Span[] = [];
  for (const named of oldestFirst) {
    const span = spanOf(named.log, context);
    const last = spans.at(-1);
    if (span !== undefined && last !== undefined && last.to - span.from > ROTATION_SECONDS)
      apart.push({ path: named.log.path, pieces: [named.log], holes: [] });
    else {
      pieces.push(named);
      if (span !== undefined) spans.push(span);
    }
  }
  const path = pieces.at(-1)?.log.path ?? '';
  return [{ path, pieces: pieces.map(({ log }) => log), holes: holesOf(pieces) }, ...apart];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function spanOf({ value }: Document<Log>, context: FactContext): Span | undefined {
  const [from, to] = [placeTime(value.first, value, context), placeTime(value.last, value, context)];
  return from === undefined || to === undefined ? undefined : { from: from.time, to: to.time };
}

function placeTime(time: Log['first'], log: Log, context: FactContext): ResolvedTime | undefined {
  const found = context.get(clock);
  return resolveTime(time, found.known ? found.value : undefined, log);
}

/** What comes before which piece is missing, by the numbers of both. */
function holesOf(pieces: readonly Named[]): LogSeries['holes'] {
  return pieces.flatMap(({ log, name }, i) => {
    const older = pieces[i - 1]?.name.number;
    const number = name.number ?? (name.isLive ? 0 : undefined);
    if (older === undefined || number === undefined || older - number < 2) return [];
    const missing = number + 1;
    const names = older - number === 2 ? `${name.base}.${missing} is` : `${name.base}.${missing} to .${older - 1} are`;
    return [{ before: log, reason: `${names} not in this bundle` }];
  });
}

interface RotatedName {
  /** The path without what rotation added. */
  readonly base: string;
  readonly isLive: boolean;
  /** `1` is the newest of the rotated ones. */
  readonly number?: number;
  /** Year to second as digits, which sort by age. */
  readonly date?: string;
}

const PACKED = /\.(?:gz|xz|bz2|zst|zstd)$/i;
const ENDING = /\.(?:log|txt)$/;
const NUMBER = /(?<=[^/])\.(\d{1,3}|old)$/;
/** `-20260101`, `-20260101-0315`, `-1767225600`, `.20260101-031500`, and behind it the process of klog. */
const DATE = /(?<=[^/])[-.]((?:20\d\d[01]\d[0-3]\d)(?:[-T]?\d{4}(?:\d\d)?)?|1\d{9})(?:\.\d{1,7})?$/;

/**
 * Takes a path apart as logrotate(8), the kubelet and klog write it: `messages.1`, `messages-20260101.gz`,
 * `0.log.20260101-031500`. The ending of the log may follow the date (`extension .log`): `kubelet-20260101.log`.
 */
function rotatedName(path: string): RotatedName {
  const plain = path.replace(PACKED, '');
  const ending = ENDING.exec(plain)?.[0] ?? '';
  for (const behind of ['', ending]) {
    const text = plain.slice(0, plain.length - behind.length);
    const date = DATE.exec(text);
    if (date?.[1] !== undefined)
      return { base: text.slice(0, date.index) + behind, isLive: false, date: digitsOf(date[1]) };
  }
  const number = NUMBER.exec(plain);
  if (number?.[1] === undefined) return { base: plain, isLive: true };
  return {
    base: plain.slice(0, number.index),
    isLive: false,
    number: number[1] === 'old' ? 1 : Number(number[1]),
  };
}

/** `20260101-0315` and the epoch seconds of logrotate's `dateformat -%s`, both as `20260101031500`. */
function digitsOf(date: string): string {
  const digits = date.startsWith('1') ? new Date(Number(date) * 1000).toISOString() : date;
  return digits.replace(/\D/g, '').slice(0, 14).padEnd(14, '0');
}

/** The oldest first: dates, then numbers from the highest down, then the one that is still written. */
function byAge({ log: a, name: x }: Named, { log: b, name: y }: Named): number {
  if (x.isLive !== y.isLive) return x.isLive ? 1 : -1;
  if (x.date !== y.date) return (x.date ?? '9') < (y.date ?? '9') ? -1 : 1;
  return (y.number ?? 0) - (x.number ?? 0) || (a.path < b.path ? -1 : 1);
}
