import * as z from 'zod';
import { badLines, textParser } from './parser.ts';

const stallSchema = () =>
  z.object({
    /** Share of the last 10, 60 and 300 seconds in which tasks were stalled, 0 to 1. */
    ratio10: z.number(),
    ratio60: z.number(),
    ratio300: z.number(),
    /** Stalled time since boot. */
    totalSeconds: z.number(),
  });

/** Pressure stall information of one resource. */
export const pressureSchema = () =>
  z.object({
    /** `cpu`, `memory`, `io`, `irq`; undefined for a copy whose path does not say it. */
    resource: z.string().optional(),
    /** At least one task waited. */
    some: stallSchema().optional(),
    /** All non-idle tasks waited at once. */
    full: stallSchema().optional(),
  });
export type Pressure = z.infer<ReturnType<typeof pressureSchema>>;

const LINE = /^(some|full) avg10=(\d{1,3}\.\d\d) avg60=(\d{1,3}\.\d\d) avg300=(\d{1,3}\.\d\d) total=(\d{1,20})$/;

/**
 * `/proc/pressure/{cpu,memory,io}`, Documentation/accounting/psi.rst; percentages and microseconds there:
 * `some avg10=0.10 avg60=2.00 avg300=3.85 total=15`
 */
export const pressure = textParser({
  source: 'pressure',
  schema: pressureSchema,
  sniff: (head) => /^(?:some|full) avg10=\d+\.\d\d avg60=\d+\.\d\d avg300=\d+\.\d\d total=\d+/.test(head),
  parse(text, context) {
    const resource = context.params.resource ?? /pressure\/([a-z]+)$/.exec(context.path)?.[1];
    const document: Pressure = { resource };
    const bad = badLines(context, 'a pressure line');
    for (const [index, raw] of text.split('\n', 100).entries()) {
      const line = raw.trim();
      if (line === '') continue;
      const [, kind, avg10, avg60, avg300, total] = LINE.exec(line) ?? [];
      if (kind !== 'some' && kind !== 'full') {
        bad(index + 1, line);
        continue;
      }
      document[kind] = {
        ratio10: Number(avg10) / 100,
        ratio60: Number(avg60) / 100,
        ratio300: Number(avg300) / 100,
        totalSeconds: Number(total) / 1e6,
      };
    }
    return document.some === undefined && document.full === undefined ? undefined : document;
  },
});
