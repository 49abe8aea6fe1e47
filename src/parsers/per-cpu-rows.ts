import * as z from 'zod';
import { patternLines } from './pattern-lines.ts';

export const perCpuRowsSchema = () =>
  z.object({
    rows: z.array(
      z.object({
        /** Number or short name: `24`, `NMI`, `NET_RX`. */
        name: z.string(),
        /** Since boot, over all CPUs. */
        total: z.number(),
        /** The CPU, in the order of the columns, that had most of them, and how many. */
        busiestColumn: z.number().int(),
        busiestTotal: z.number(),
        /** What stands behind the numbers: controller and driver. */
        description: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type PerCpuRows = z.infer<ReturnType<typeof perCpuRowsSchema>>;

/** The largest number of CPUs that Linux is built for. */
const MAX_CPUS = 8_192;

/** The form of a table with a column per CPU and a row per name: ` 24:   1   0  IO-APIC   5-edge   ACPI:Ged`. */
export function perCpuRows(source: string): ReturnType<typeof patternLines<ReturnType<typeof perCpuRowsSchema>, Row>> {
  return patternLines({
    source,
    schema: perCpuRowsSchema,
    what: `a row of ${source}`,
    pattern: /^ *([A-Za-z0-9_-]{1,24}):(.*)$/s,
    skip: /^ +CPU\d/,
    maxRows: 20_000,
    row: ([name = '', rest = ''], line) => readRow(name, rest, line),
    document: (rows) => ({ rows }),
  });
}

type Row = PerCpuRows['rows'][number];

function readRow(name: string, rest: string, line: number): Row | undefined {
  const words = rest.trim().split(/\s+/, MAX_CPUS);
  const end = words.findIndex((word) => !/^\d{1,20}$/.test(word));
  const counts = (end === -1 ? words : words.slice(0, end)).map(Number);
  if (counts.length === 0) return undefined;
  const busiestTotal = counts.reduce((most, n) => Math.max(most, n), 0);
  return {
    name,
    total: counts.reduce((sum, n) => sum + n, 0),
    busiestColumn: counts.indexOf(busiestTotal),
    busiestTotal,
    description:
      end === -1
        ? ''
        : words
            .slice(end, end + 8)
            .join(' ')
            .slice(0, 120),
    line,
  };
}
