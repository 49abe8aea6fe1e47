import { offsetOfZone } from '../../lib/time.ts';
import { clockAt, datedTime, isoAt, twoDigits } from './calendar.ts';
import type { Layer, LineTime } from './log-line.ts';
import { splitOrigin } from './syslog.ts';

/**
 * `journalctl -o short-iso`, `short-iso-precise` and rsyslog's ISO form, whose zone is written `+0800` or `+08:00`:
 * `2024-04-12T15:28:39+0800 node-1 kubelet[3237254]: message`. A container log of a CRI runtime begins with the same time:
 * `2024-04-12T15:28:39.437193001Z stderr F message`.
 */
export function decodeIso(line: string): Layer | undefined {
  const iso = isoAt(line);
  if (iso === undefined || line.charCodeAt(iso.end) !== 32) return undefined;
  const { time, offset } = iso;
  const zone = offset === undefined ? {} : { offset };
  const at = iso.end + 1;
  const cri = /^(?:stdout|stderr) [FP] /.exec(line.slice(at, at + 9));
  if (cri !== null) return { format: 'cri', time, ...zone, message: line.slice(at + cri[0].length) };
  // Python writes `2024-04-12 15:28:39,437 - util.py[DEBUG]: message`; dmesg always has the T and the zone.
  if (line.charCodeAt(19) === 44 && line.charCodeAt(10) === 84 && offset !== undefined)
    return { format: 'dmesg-iso', time, ...zone, ident: 'kernel', message: line.slice(at) };
  const origin = splitOrigin(line, at);
  return { format: origin.ident === undefined ? 'plain' : 'journal-iso', time, ...zone, ...origin };
}

/** `journalctl -o short-full`: `Fri 2022-09-30 11:14:56 UTC node-1 dockerd[921]: message`. An ambiguous zone is local. */
export function decodeShortFull(line: string): Layer | undefined {
  const date = line.indexOf(' ') + 1;
  if (date < 2 || date > 12 || line.charCodeAt(date + 4) !== 45) return undefined;
  const clock = clockAt(line, date + 11);
  const zoneEnd = clock === undefined ? -1 : line.indexOf(' ', clock.end + 1);
  if (clock === undefined || zoneEnd === -1 || zoneEnd > clock.end + 8) return undefined;
  const offset = offsetOfZone(line.slice(clock.end + 1, zoneEnd));
  const year = twoDigits(line, date) * 100 + twoDigits(line, date + 2);
  const time = datedTime(year, twoDigits(line, date + 5) - 1, twoDigits(line, date + 8), clock.seconds, offset);
  if (time === undefined) return undefined;
  return {
    format: 'journal-iso',
    time,
    ...(offset === undefined ? {} : { offset }),
    ...splitOrigin(line, zoneEnd + 1),
  };
}

/** `journalctl -o short-unix`: `1664536496.123456 node-1 dockerd[921]: message`, seconds since 1970. */
export function decodeShortUnix(line: string): Layer | undefined {
  const match = /^(\d{9,11}\.\d{6}) /.exec(line.slice(0, 20));
  if (match?.[1] === undefined) return undefined;
  const origin = splitOrigin(line, match[0].length);
  if (origin.ident === undefined) return undefined;
  return { format: 'journal-short', time: { axis: 'utc', seconds: Number(match[1]) }, offset: 0, ...origin };
}

/** `journalctl -o json`: an object per line; values are strings, repeated fields and binary text are arrays. */
export function decodeJournalJson(entry: Readonly<Record<string, unknown>>): Layer | undefined {
  const message = textOf(entry.MESSAGE);
  if (message === undefined && entry.__REALTIME_TIMESTAMP === undefined) return undefined;
  const micros = Number(entry._SOURCE_REALTIME_TIMESTAMP ?? entry.__REALTIME_TIMESTAMP);
  const ident = textOf(entry.SYSLOG_IDENTIFIER) ?? textOf(entry._COMM);
  const host = textOf(entry._HOSTNAME);
  const time: LineTime | undefined = micros > 0 ? { axis: 'utc', seconds: micros / 1e6 } : undefined;
  return {
    format: 'journal-json',
    ...(time === undefined ? {} : { time, offset: 0 }),
    ...(host === undefined ? {} : { host }),
    ...(ident === undefined ? {} : { ident }),
    message: message ?? '',
  };
}

/** Text that is not valid UTF-8 arrives as an array of bytes, a repeated field as an array of strings. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  if (value.every((item) => typeof item === 'number')) return Buffer.from(value).toString('utf8');
  return typeof value[0] === 'string' ? value[0] : undefined;
}
