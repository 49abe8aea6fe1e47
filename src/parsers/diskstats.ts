import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Input and output of every block device since boot. */
export const diskstatsSchema = () =>
  z.object({
    devices: z.array(
      z.object({
        major: z.number().int(),
        minor: z.number().int(),
        /** `vda`, `vda1`, `dm-0`. */
        name: z.string(),
        /** Completed requests; merged ones count once. */
        reads: z.number(),
        readBytes: z.number(),
        /** Time of all reads, summed: more than the wall time where requests run side by side. */
        readSeconds: z.number(),
        writes: z.number(),
        writtenBytes: z.number(),
        writeSeconds: z.number(),
        /** Requests under way now. */
        inFlight: z.number(),
        /** Time in which at least one request was under way. */
        busySeconds: z.number(),
        /** The same, weighted by the number of requests. */
        queueSeconds: z.number(),
        line: z.number().int(),
      }),
    ),
  });
export type Diskstats = z.infer<ReturnType<typeof diskstatsSchema>>;

/** Sectors of this table have 512 bytes, whatever the device has. */
const SECTOR = 512;

/**
 * `/proc/diskstats`, Documentation/admin-guide/iostats.rst, eleven numbers or more; times are in milliseconds there:
 * ` 253       0 vda 81245 312 4129834 91022 712934 401233 19823344 1029384 3 512034 1120406`
 */
export const diskstats = lineParser({
  ...patternLines({
    source: 'diskstats',
    schema: diskstatsSchema,
    what: 'a line of diskstats',
    pattern: /^ *(\d{1,6}) +(\d{1,8}) +([^\s\d][^\s]{0,63})((?: +\d{1,20}){11,24})$/,
    maxRows: 100_000,
    row: ([major, minor, name = '', numbers = ''], line) => {
      const n = numbers.trim().split(/ +/).map(Number);
      const at = (column: number) => n[column] ?? 0;
      return {
        major: Number(major),
        minor: Number(minor),
        name,
        reads: at(0),
        readBytes: at(2) * SECTOR,
        readSeconds: at(3) / 1000,
        writes: at(4),
        writtenBytes: at(6) * SECTOR,
        writeSeconds: at(7) / 1000,
        inFlight: at(8),
        busySeconds: at(9) / 1000,
        queueSeconds: at(10) / 1000,
        line,
      };
    },
    document: (devices) => ({ devices }),
  }),
  sniff: (head) => /^ *\d{1,6} +\d{1,8} [a-z][\w!.-]{0,40}(?: \d{1,20}){11,24}\r?(?:\n|$)/.test(head),
});
