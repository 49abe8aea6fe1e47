import * as z from 'zod';
import { countersByNamespace, netnsLines } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Connection tracking of every network namespace. */
export const netnsConntrackSchema = () =>
  z.object({
    namespaces: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        /** `entries` of the namespace; all others summed over the CPUs: `insert_failed`, `drop`, `early_drop`. */
        counters: z.record(z.string(), z.number()),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsConntrack = z.infer<ReturnType<typeof netnsConntrackSchema>>;

/**
 * `/proc/<pid>/net/stat/nf_conntrack`: a header and a line per CPU in hexadecimal; `entries` is the same in each:
 * `/proc/4711/net/stat/nf_conntrack:00000004  00000000 00000000 00000000 00000002 00000004 00000000`
 */
export const netnsConntrack = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_conntrack',
      schema: netnsConntrackSchema,
      table: 'nf_conntrack',
      document: (rows) => ({ namespaces: countersByNamespace(rows, readCpus) }),
    }),
  ),
);

export function readCpus(lines: readonly string[], count: (name: string, value: number) => void): void {
  const [names = [], ...cpus] = lines.map((line) => line.trim().split(/ +/, 40));
  for (const [column, name] of names.entries()) {
    const values = cpus.map((cpu) => cpu[column] ?? '').filter((text) => /^[0-9a-f]{1,12}$/.test(text));
    const numbers = values.map((text) => Number.parseInt(text, 16));
    if (numbers.length === 0 || !/^[a-z_]{1,40}$/.test(name)) continue;
    count(name, name === 'entries' ? (numbers[0] ?? 0) : numbers.reduce((sum, n) => sum + n, 0));
  }
}
