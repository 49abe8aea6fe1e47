import * as z from 'zod';
import { monthOf, secondsOf } from './package-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Boots and orderly shutdowns from wtmp, newest first. */
export const bootsSchema = () =>
  z.object({
    events: z.array(
      z.object({
        kind: z.enum(['boot', 'shutdown']),
        /** Kernel release that was running. */
        kernel: z.string(),
        /** Seconds since the epoch of the stamp read as UTC; of 1972 when it has no year. */
        seconds: z.number(),
        yearless: z.boolean(),
        /** 0 is Sunday; tells the year of a stamp without one. */
        weekday: z.number().int(),
        line: z.number().int(),
      }),
    ),
  });
export type Boots = z.infer<ReturnType<typeof bootsSchema>>;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const PATTERN =
  /^(reboot|shutdown) +system (?:boot|down) +(\S{1,100}) +([A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?)(?: (\d{4}))?(?:\s.*)?$/;

/**
 * `last -x -w`, last(1), with or without `-F`; logins and changes of the runlevel are left out:
 * `reboot   system boot  5.4.0-42-generic Fri Apr 12 06:25   still running`
 */
export const boots = lineParser(
  patternLines({
    source: 'boots',
    schema: bootsSchema,
    what: 'a line of last',
    skip: /^(?!reboot |shutdown )/,
    pattern: PATTERN,
    row: ([who, kernel = '', dayName = '', month = '', day, time = '', year = ''], line) => {
      const seconds = secondsOf(year === '' ? 1972 : Number(year), monthOf(month), Number(day), time);
      const weekday = DAYS.indexOf(dayName);
      if (seconds === undefined || weekday === -1) return undefined;
      const kind: 'boot' | 'shutdown' = who === 'reboot' ? 'boot' : 'shutdown';
      return { kind, kernel, seconds, yearless: year === '', weekday, line };
    },
    document: (events) => ({ events }),
  }),
);
