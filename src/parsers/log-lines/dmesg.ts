import { clockAt, datedTime, isoAt, monthOf, yearlessTime } from './calendar.ts';
import type { Layer, LineTime } from './log-line.ts';
import { splitOrigin } from './syslog.ts';

const DECODED =
  /^(?:\S{1,64}: )?(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|res\d|local\d) *: *(?:emerg|alert|crit|err|warn|warning|notice|info|debug) *: /;
const RAW = /^\[ *(\d{1,12}\.\d{1,9})(?: <[ \d.+]{1,24}>)?\](?:\[ *[TC]\d+\])? ?/;
const CTIME = /^\[(?:(\S{1,12}) )?(\S{1,12}) {1,2}(\d{1,2}) (\d{2}:\d{2}(?::\d{2})?)(?: (\d{4}))?\] ?/;
const DELTA = /^\[ *\+\d{1,9}\.\d{1,9}\] ?/;
const MONOTONIC_ORIGIN = /^[\w.-]{1,255} (?:kernel|[\w.@-]{1,64}\[\d{1,10}\]): /;

/**
 * The forms of dmesg that begin with a bracket, an optional raw priority `<3>` or decoded `kern  :err   : ` in front:
 * `[  599.515700][T23028] message`, `[Mon Apr  8 10:19:15 2024] message` (`-T`, local time), `[Apr 8 10:19] message` (`-e`),
 * `[  +0.000012] message`. `journalctl -o short-monotonic` looks like the first with a host and a program behind it.
 */
export function decodeDmesg(line: string): Layer | undefined {
  const rest = stripPriority(line);
  if (rest.charCodeAt(0) !== 91) return rest === line ? undefined : decodeBehindPriority(rest);
  const raw = RAW.exec(rest.slice(0, 64));
  if (raw?.[1] !== undefined) return decodeRaw(rest.slice(raw[0].length), Number(raw[1]));
  const iso = isoAt(rest, 1);
  if (iso !== undefined && rest.charCodeAt(iso.end) === 93) {
    const message = rest.slice(iso.end + 1).replace(/^:? ?/, '');
    return { format: 'dmesg-iso', time: iso.time, ident: 'kernel', message };
  }
  return decodeCtime(rest);
}

function stripPriority(line: string): string {
  if (line.charCodeAt(0) === 60) return line.replace(/^<\d{1,5}>/, '');
  const head = line.slice(0, 120);
  const decoded = head.includes(':') ? DECODED.exec(head) : null;
  return decoded === null ? line : line.slice(decoded[0].length);
}

/** `kern  :err   : 2024-04-08T10:19:15,123456+08:00 message`, or a message without any time. */
function decodeBehindPriority(rest: string): Layer {
  const iso = isoAt(rest);
  if (iso === undefined) return { format: 'dmesg', ident: 'kernel', message: rest };
  return { format: 'dmesg-iso', time: iso.time, ident: 'kernel', message: rest.slice(iso.end + 1) };
}

function decodeRaw(message: string, seconds: number): Layer {
  const time: LineTime = { axis: 'boot', seconds };
  if (MONOTONIC_ORIGIN.test(message.slice(0, 340)))
    return { format: 'journal-short', time, ...splitOrigin(message, 0) };
  return { format: 'dmesg', time, ident: 'kernel', message };
}

function decodeCtime(rest: string): Layer | undefined {
  const match = CTIME.exec(rest.slice(0, 80));
  if (match === null) {
    const delta = DELTA.exec(rest.slice(0, 40));
    return delta === null ? undefined : { format: 'dmesg', ident: 'kernel', message: rest.slice(delta[0].length) };
  }
  const [whole, , monthName = '', day, hours = '', year] = match;
  const month = monthOf(monthName);
  const clock = clockAt(hours.length === 5 ? `${hours}:00` : hours, 0);
  if (month === undefined || clock === undefined) return undefined;
  const time =
    year === undefined
      ? yearlessTime(month, Number(day), clock.seconds)
      : datedTime(Number(year), month, Number(day), clock.seconds, undefined);
  const message = rest.slice(whole.length);
  return { format: 'dmesg-ctime', ...(time === undefined ? {} : { time }), ident: 'kernel', message };
}

/** A record of /dev/kmsg: `6,901,1000000,-;message`, microseconds since boot. */
export function decodeKmsg(line: string): Layer | undefined {
  const match = /^\d{1,5},\d{1,20},(\d{1,18}),[-c+](?:,[^;]{0,100})?;/.exec(line.slice(0, 160));
  if (match === null) return undefined;
  return {
    format: 'kmsg',
    time: { axis: 'boot', seconds: Number(match[1]) / 1e6 },
    ident: 'kernel',
    message: line.slice(match[0].length),
  };
}

/** The bracket that syslog keeps in front of a kernel message: `[387120.141130] message`. */
export function stripKernelStamp(message: string): { boot: number; message: string } | undefined {
  const raw = message.charCodeAt(0) === 91 ? RAW.exec(message.slice(0, 64)) : undefined;
  return raw?.[1] === undefined ? undefined : { boot: Number(raw[1]), message: message.slice(raw[0].length) };
}
