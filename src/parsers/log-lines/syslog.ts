import { clockAt, monthOf, twoDigits, yearlessTime } from './calendar.ts';
import type { Layer } from './log-line.ts';

/**
 * Classic syslog and `journalctl -o short`, `short-precise`: `Apr 12 15:28:39 node-1 kubelet[3237254]: message`. The year
 * and the zone are missing, the month may be localised, classic syslog pads the day with a blank.
 */
export function decodeSyslog(line: string): Layer | undefined {
  let at = line.charCodeAt(0) === 32 ? 1 : 0;
  const monthEnd = line.indexOf(' ', at);
  if (monthEnd <= at || monthEnd > at + 12) return undefined;
  const month = monthOf(line.slice(at, monthEnd));
  if (month === undefined) return undefined;
  at = monthEnd + 1;
  const padded = line.charCodeAt(at) === 32;
  if (padded) at++;
  let day = twoDigits(line, at);
  if (Number.isNaN(day)) {
    day = line.charCodeAt(at) - 48;
    at += 1;
  } else at += 2;
  if (line.charCodeAt(at) !== 32) return undefined;
  const clock = clockAt(line, at + 1);
  if (clock === undefined || line.charCodeAt(clock.end) !== 32) return undefined;
  const time = yearlessTime(month, day, clock.seconds);
  if (time === undefined) return undefined;
  return { format: padded ? 'syslog' : 'journal-short', time, ...splitOrigin(line, clock.end + 1) };
}

/** Splits `node-1 kubelet[3237254]: message`; the host may be left out (`--no-hostname`). */
export function splitOrigin(line: string, at: number): Pick<Layer, 'host' | 'ident' | 'message'> {
  let start = at;
  let host: string | undefined;
  for (let token = 0; token < 2; token++) {
    const end = line.indexOf(' ', start);
    const stop = end === -1 ? line.length : end;
    if (stop > start + 1 && line.charCodeAt(stop - 1) === 58) {
      const ident = identOf(line.slice(start, stop - 1));
      const message = line.slice(stop + 1);
      // Every line of a log comes here: a literal that begins with a spread would be a dictionary.
      return host === undefined ? { ident, message } : { host, ident, message };
    }
    if (end === -1) break;
    host = line.slice(start, end);
    start = end + 1;
  }
  return { message: line.slice(at) };
}

/** `kubelet[3237254]` without the process id. */
function identOf(token: string): string {
  const bracket = token.indexOf('[');
  return bracket > 0 ? token.slice(0, bracket) : token;
}
