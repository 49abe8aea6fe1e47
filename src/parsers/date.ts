import * as z from 'zod';
import { parseUtcOffset } from '../lib/time.ts';
import { textParser } from './parser.ts';

/** The clock of the node at collection. */
export const dateSchema = () =>
  z.object({
    /** Wall clock as printed, counted as if it were UTC: seconds since the epoch on the local axis. */
    localSeconds: z.number(),
    /** Seconds since the epoch; undefined when the zone's offset is not known. */
    epochSeconds: z.number().optional(),
    /** Zone as printed: `UTC`, `CST`, `+0800`. */
    zone: z.string().optional(),
    /** Seconds east of Greenwich, where the text says it without doubt. */
    utcOffsetSeconds: z.number().optional(),
  });
export type DateDocument = z.infer<ReturnType<typeof dateSchema>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `Fri Feb 11 19:24:03 UTC 2022`, and with 12 hours `Fri Feb 11 07:24:03 PM UTC 2022`. */
const UNIX =
  /^[A-Z][a-z]{2},? ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([AP])M)? (?:([A-Z]{2,5}|[+-]\d\d(?:\d\d)?) )?(\d{4})$/;
/** `Fri 11 Feb 2022 07:24:03 PM UTC`, as GNU date prints in some locales. */
const GNU =
  /^[A-Z][a-z]{2},? (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: ([AP])M)? ([A-Z]{2,5}|[+-]\d\d(?:\d\d)?)$/;
/** `2022-02-11T19:24:03+00:00`, `2022-02-11 19:24:03 +0000`, with a weekday in front in timedatectl. */
const ISO =
  /^(?:[A-Z][a-z]{2} )?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})? ?(Z|[A-Z]{2,5}|[+-]\d\d:?\d\d)?$/;

/**
 * The output of date(1) in its usual forms, or of timedatectl(1), whose zone line gives the offset:
 * `Fri Feb 11 19:24:03 UTC 2022`
 * Abbreviations other than UTC and GMT are ambiguous (CST is China or Chicago): they give no offset.
 */
export const date = textParser({
  source: 'date',
  schema: dateSchema,
  parse(text, context) {
    const lines = text.split('\n', 50).map((line) => line.trim().slice(0, 200));
    const zone = lines
      .map((line) => /^Time ?zone: .*\(([A-Z]{2,5}|[+-]\d\d), ([+-]\d{4})\)$/i.exec(line))
      .find((m) => m !== null);
    for (const line of lines) {
      const clock = readClock(line.replace(/^Local time: /, ''));
      if (clock === undefined) continue;
      const name = clock.zone ?? zone?.[1];
      const utcOffsetSeconds = offsetOf(zone?.[2]) ?? offsetOf(clock.zone);
      const epochSeconds = utcOffsetSeconds === undefined ? undefined : clock.seconds - utcOffsetSeconds;
      return { localSeconds: clock.seconds, epochSeconds, zone: name, utcOffsetSeconds };
    }
    context.problem({ line: 1, message: 'not the output of date' });
    return undefined;
  },
});

interface Clock {
  readonly seconds: number;
  readonly zone: string | undefined;
}

function readClock(line: string): Clock | undefined {
  const unix = UNIX.exec(line);
  if (unix !== null) {
    const [, month = '', day, hour, minute, second, half, zone, year] = unix;
    return clockOf(year, MONTHS.indexOf(month), day, hourOf(hour, half), minute, second, zone);
  }
  const gnu = GNU.exec(line);
  if (gnu !== null) {
    const [, day, month = '', year, hour, minute, second, half, zone] = gnu;
    return clockOf(year, MONTHS.indexOf(month), day, hourOf(hour, half), minute, second, zone);
  }
  const [, year, month, day, hour, minute, second, zone] = ISO.exec(line) ?? [];
  return year === undefined ? undefined : clockOf(year, Number(month) - 1, day, Number(hour), minute, second, zone);
}

function hourOf(hour: string | undefined, half: string | undefined): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (half === 'P' ? 12 : 0);
}

function clockOf(
  year: string | undefined,
  month: number,
  day: string | undefined,
  hour: number,
  minute: string | undefined,
  second: string | undefined,
  zone: string | undefined,
): Clock | undefined {
  if (month < 0 || month > 11) return undefined;
  const seconds = Date.UTC(Number(year), month, Number(day), hour, Number(minute), Number(second)) / 1000;
  return Number.isNaN(seconds) ? undefined : { seconds, zone };
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  return parseUtcOffset(/^[+-]\d\d$/.test(zone) ? `${zone}00` : zone);
}
