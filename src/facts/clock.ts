import * as z from 'zod';
import type { Log, LogTime } from '../signatures/signature.ts';
import type { Document, Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { lastObjectTime } from './object-times.ts';

const clockSchema = z
  .object({
    collected_at: z.number().meta({ description: 'when the bundle was collected, epoch seconds' }),
    /** `manifest`, `option`, `date`, `last log line` or what is last of a cluster: the first two are exact. */
    collected_at_from: z.string().meta({ description: 'where collected_at comes from' }),
    boot_time: z
      .number()
      .optional()
      .meta({ description: 'when the node booted, epoch seconds', needs: ['uptime', 'stat'] }),
    uptime: z
      .number()
      .optional()
      .meta({ description: 'seconds since boot at collection', needs: ['uptime'] }),
    utc_offset: z
      .number()
      .optional()
      .meta({ description: 'zone of the node, seconds east of Greenwich', needs: ['date'] }),
    step: z
      .number()
      .optional()
      .meta({ description: 'seconds by which the clock was set forward during the collection', needs: ['manifest'] }),
    logs_ahead: z
      .number()
      .meta({ description: 'seconds by which the latest log line is later than the collection, 0 when none is' }),
    boots_differ: z
      .number()
      .meta({ description: 'seconds by which the boot moved because the clock was set forward after it, 0 if not' }),
    refs: refsSchema,
  })
  .meta({ id: 'Clock' });
export type Clock = z.infer<typeof clockSchema>;

/** One time axis for everything: when the bundle was made, when the node booted, which zone its logs are in. */
export const clock = defineFact({
  name: 'clock',
  title: 'Time of collection, boot and zone of the node',
  schema: clockSchema,
  sources: ['manifest_start', 'manifest', 'date', 'uptime', 'stat', 'log', 'kube_nodes', 'kube_events'],
  compute({ snapshot: all }) {
    const snapshot = withoutAdded(all);
    const offset = snapshot.hints.utcOffset ?? utcOffsetOf(snapshot);
    const collected = collectionTime(snapshot, offset);
    if (collected === undefined) {
      return unknown([{ source: 'date', reason: 'nothing in the bundle says when it was collected' }]);
    }
    const uptime = uptimeOf(snapshot);
    const bootTime =
      snapshot.documents.stat[0]?.value.bootEpochSeconds ??
      (uptime === undefined ? undefined : collected.time - uptime);
    const moved = bootMoved(snapshot.logs, bootTime);
    const step = stepOf(snapshot);
    return known({
      collected_at: collected.time,
      collected_at_from: collected.from,
      // The kernel counts the boot back from the clock, so a clock that was set since makes a boot that never was.
      ...(bootTime === undefined || moved > 0 ? {} : { boot_time: bootTime }),
      ...(uptime === undefined ? {} : { uptime }),
      ...(offset === undefined ? {} : { utc_offset: offset }),
      ...(step === undefined ? {} : { step }),
      logs_ahead: logsAhead(snapshot.logs, collected.time, offset),
      boots_differ: moved,
      refs: collected.path === undefined ? [] : [{ path: collected.path }],
    });
  },
});

/** A later file of the node tells of a time behind the collection, unless its logs are all there are. */
function withoutAdded(snapshot: Snapshot): Snapshot {
  const logs = snapshot.logs.filter(({ params }) => params.with === undefined);
  return logs.length === 0 ? snapshot : { ...snapshot, logs };
}

function uptimeOf(snapshot: Snapshot): number | undefined {
  return (
    snapshot.documents.manifest_start[0]?.value.clock.uptimeSeconds ?? snapshot.documents.uptime[0]?.value.uptimeSeconds
  );
}

function utcOffsetOf(snapshot: Snapshot): number | undefined {
  return snapshot.documents.manifest_start[0]?.value.clock.utcOffsetSeconds ?? dateOf(snapshot)?.value.utcOffsetSeconds;
}

/** `date` and `timedatectl` are one source: what states the offset of its zone is worth more than an ambiguous `CST`. */
function dateOf({ documents }: Snapshot): Snapshot['documents']['date'][number] | undefined {
  return documents.date.find(({ value }) => value.utcOffsetSeconds !== undefined) ?? documents.date[0];
}

function collectionTime(
  snapshot: Snapshot,
  offset: number | undefined,
): { time: number; from: string; path?: string } | undefined {
  if (snapshot.hints.collectedAt !== undefined) return { time: snapshot.hints.collectedAt, from: 'option' };
  const start = snapshot.documents.manifest_start[0];
  if (start?.value.clock.epochSeconds !== undefined)
    return { time: start.value.clock.epochSeconds, from: 'manifest', path: start.path };
  const date = dateOf(snapshot);
  const { epochSeconds, localSeconds } = date?.value ?? {};
  if (date !== undefined && epochSeconds !== undefined) return { time: epochSeconds, from: 'date', path: date.path };
  if (date !== undefined && localSeconds !== undefined && offset !== undefined)
    return { time: localSeconds - offset, from: 'date', path: date.path };
  return lastLogTime(snapshot.logs, offset, snapshot.hints.year) ?? lastObjectTime(snapshot);
}

/** For hand-made input: nothing was logged after the collection, so the latest line is the best lower bound. */
function lastLogTime(
  logs: readonly Document<Log>[],
  offset: number | undefined,
  year: number | undefined,
): { time: number; from: string; path: string } | undefined {
  let best: { time: number; from: string; path: string } | undefined;
  for (const { path, value } of logs) {
    const last = value.last;
    if (last === undefined || last.axis === 'boot' || (last.yearless === true && year === undefined)) continue;
    const seconds = last.yearless === true && year !== undefined ? inYear(last, year) : last.seconds;
    const time = seconds - (last.axis === 'local' ? (offset ?? 0) : 0);
    if (best === undefined || time > best.time) best = { time, from: 'last log line', path };
  }
  return best;
}

const DAY = 86_400;
const HOUR = 3600;

/** The wall clock against the uptime, at the end of the collection compared with its beginning. */
function stepOf({ documents }: Snapshot): number | undefined {
  const [start, end] = [documents.manifest_start[0]?.value.clock, documents.manifest[0]?.value.clock];
  if (start?.epochSeconds === undefined || start.uptimeSeconds === undefined) return undefined;
  if (end?.epochSeconds === undefined || end.uptimeSeconds === undefined) return undefined;
  return end.epochSeconds - start.epochSeconds - (end.uptimeSeconds - start.uptimeSeconds);
}

/** The journal of the kernel is that of this boot: when all of it lies before the boot, the clock was set forward since. */
function bootMoved(logs: readonly Document<Log>[], bootTime: number | undefined): number {
  const last = logs.find((log) => /(?:^|\/)journal\/kernel\.log$/.test(log.path))?.value.last;
  if (bootTime === undefined || last === undefined || last.axis !== 'utc') return 0;
  return bootTime - last.seconds > HOUR ? bootTime - last.seconds : 0;
}

/** How far the latest line is ahead of the collection; lines without a year or zone cannot tell. */
function logsAhead(logs: readonly Document<Log>[], collectedAt: number, offset: number | undefined): number {
  let latest = collectedAt;
  for (const { value } of logs) {
    const { last } = value;
    if (last === undefined || last.yearless === true || last.axis === 'boot') continue;
    if (last.axis === 'local' && offset === undefined) continue;
    latest = Math.max(latest, last.seconds - (last.axis === 'local' ? (offset ?? 0) : 0));
  }
  return latest - collectedAt > HOUR ? latest - collectedAt : 0;
}

/** Year-less stamps count from here, in years of 366 days, so that 29 February has a place (signatures/signature.ts). */
const YEARLESS_BASE = Date.UTC(1972, 0, 1) / 1000;
const YEARLESS_YEAR = 366 * DAY;

/** How many new years lie between the first line of the log and this time. */
function yearsInto(time: LogTime): number {
  return Math.floor((time.seconds - YEARLESS_BASE) / YEARLESS_YEAR);
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const FEBRUARY_29 = 59;

/** The same month, day and time of day in a real year. By arithmetic: a flood has 100,000 times to place. */
function inYear(time: LogTime, year: number): number {
  const within = time.seconds - YEARLESS_BASE - yearsInto(time) * YEARLESS_YEAR;
  const skipsADay = !isLeap(year) && Math.floor(within / DAY) > FEBRUARY_29;
  return Date.UTC(year, 0, 1) / 1000 + within - (skipsADay ? DAY : 0);
}

export interface ResolvedTime {
  /** Seconds since the epoch. */
  readonly time: number;
  /** Seconds by which it may be off. */
  readonly uncertainty: number;
}

/** A zone nobody told may be anywhere on earth. */
const UNKNOWN_ZONE = 14 * 3600;

/**
 * Puts the time of a log line on the UTC axis. Seconds since boot drift against the wall clock (5 s + 1e-4 of the
 * uptime); a local time without a known zone may be off by 14 hours; a year-less one gets the latest year that is not
 * after the collection.
 */
export function resolveTime(
  time: LogTime | undefined,
  clockValue: Clock | undefined,
  log: Log,
): ResolvedTime | undefined {
  if (time === undefined) return undefined;
  if (time.axis === 'utc') {
    const told = { time: time.seconds, uncertainty: 1 };
    return showsKernelClock(log) ? ofKernel(told, clockValue) : told;
  }
  if (time.axis === 'boot') return resolveBoot(time, clockValue, log);
  const offset = clockValue?.utc_offset ?? zoneFromAnchors(log);
  const seconds = time.yearless === true ? datedSeconds(time, log, clockValue) : time.seconds;
  if (seconds === undefined) return undefined;
  const local = { time: seconds - (offset ?? 0), uncertainty: offset === undefined ? UNKNOWN_ZONE : 1 };
  return showsKernelClock(log) ? ofKernel(local, clockValue) : local;
}

/** `dmesg -T`, `dmesg --time-format iso` and what the API of Talos makes of the ring show seconds since boot as times. */
export const showsKernelClock = ({ format }: Log): boolean => format === 'dmesg-ctime' || format === 'dmesg-iso';

/** Seconds since boot added to the time of the boot look like a wall clock and drift like the kernel's. */
function ofKernel({ time, uncertainty }: ResolvedTime, clockValue: Clock | undefined): ResolvedTime {
  const boot = clockValue?.boot_time;
  return { time, uncertainty: uncertainty + (boot === undefined ? HOUR : 5 + 1e-4 * Math.max(0, time - boot)) };
}

function resolveBoot(time: LogTime, clockValue: Clock | undefined, log: Log): ResolvedTime | undefined {
  const anchor = log.anchors.find((a) => a.inner.axis === 'boot' && a.outer.axis === 'utc');
  if (anchor !== undefined) return { time: anchor.outer.seconds + time.seconds - anchor.inner.seconds, uncertainty: 1 };
  if (clockValue?.boot_time === undefined) return undefined;
  return { time: clockValue.boot_time + time.seconds, uncertainty: 5 + 1e-4 * time.seconds };
}

/** A line that states the same moment in local time and in UTC tells the zone; zones are whole quarters of an hour. */
function zoneFromAnchors(log: Log): number | undefined {
  const anchor = log.anchors.find((a) => a.outer.axis === 'local' && a.inner.axis === 'utc');
  if (anchor === undefined || anchor.outer.yearless === true) return undefined;
  return Math.round((anchor.outer.seconds - anchor.inner.seconds) / 900) * 900;
}

/**
 * Year-less times of one log share an axis that only the log's last line ties to a year: the latest year in which that
 * line is not after the collection (a day of slack for zones).
 */
function datedSeconds(time: LogTime, log: Log, clockValue: Clock | undefined): number | undefined {
  if (clockValue === undefined) return undefined;
  const last = log.last?.yearless === true ? log.last : time;
  let year = new Date(clockValue.collected_at * 1000).getUTCFullYear() + 1;
  while (inYear(last, year) > clockValue.collected_at + DAY) year--;
  return inYear(time, year - (yearsInto(last) - yearsInto(time)));
}
