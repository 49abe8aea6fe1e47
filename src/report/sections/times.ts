import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';

/** What turns a moment into words: the node's zone and the moment of collection, where they are known, and the language. */
export interface Clock {
  /** Seconds east of Greenwich. */
  readonly utcOffset: number | undefined;
  /** Epoch seconds. */
  readonly collectedAt: number | undefined;
  readonly words: Words;
}

export function clockOf(report: Report): Clock {
  return {
    utcOffset: report.bundle.utcOffset,
    collectedAt: epochOf(report.bundle.collectedAt),
    words: wordsOf(report),
  };
}

/** Epoch seconds of an ISO 8601 time in UTC; undefined for anything else. */
export function epochOf(time: string | undefined): number | undefined {
  if (time === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(time)) return undefined;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** `2023-08-18 02:41:07 UTC`. A time that cannot be read is shown as it is. */
export function formatUtc(time: string): string {
  const epoch = epochOf(time);
  return epoch === undefined ? time : `${clockText(epoch)} UTC`;
}

/** `2023-08-18 10:41:07 +08:00` in the zone of the node; undefined when it is not known, or is UTC itself. */
export function formatNodeTime(time: string, clock: Clock): string | undefined {
  const epoch = epochOf(time);
  const { utcOffset } = clock;
  if (epoch === undefined || utcOffset === undefined || utcOffset === 0 || Math.abs(utcOffset) > 86_400)
    return undefined;
  return `${clockText(epoch + utcOffset)} ${formatOffset(utcOffset)}`;
}

/** `41m before collection`. */
export function formatRelative(time: string, clock: Clock): string | undefined {
  const epoch = epochOf(time);
  if (epoch === undefined || clock.collectedAt === undefined) return undefined;
  const { about } = clock.words;
  const gap = clock.collectedAt - epoch;
  if (Math.abs(gap) < 1) return about.atCollection;
  return gap > 0 ? about.beforeCollection(formatDuration(gap)) : about.afterCollection(formatDuration(-gap));
}

/** `2023-08-18 02:41:07 UTC (10:41:07 +08:00, 41m before collection)`; the node's date only where it is another day. */
export function formatMoment(time: string, clock: Clock): string {
  const utc = formatUtc(time);
  const local = formatNodeTime(time, clock);
  const node = local?.slice(0, 10) === utc.slice(0, 10) ? local.slice(11) : local;
  const relative = formatRelative(time, clock);
  return clock.words.about.moment(
    utc,
    [node, relative].filter((part) => part !== undefined),
  );
}

export function formatOffset(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function clockText(epoch: number): string {
  return new Date(Math.floor(epoch) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
