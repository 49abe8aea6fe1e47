import type * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { groupRows, type PatternLines } from './pattern-lines.ts';

/** One line of a table of `/proc/<pid>/net`, with the process whose namespace it belongs to. */
export interface NetnsLine {
  readonly pid: number;
  readonly text: string;
  readonly line: number;
}

/** Counters of one network namespace by dotted name, and the line of the first. */
export interface NetnsCounters {
  pid: number;
  counters: Record<string, number>;
  line: number;
}

/**
 * The form of `/proc/<pid>/net/<table>`, proc_pid_net(5), of one process per network namespace as `grep -s .` prints it:
 * `/proc/4711/net/dev:  eth0: 1270 15 0 0 0 0 0 0 866 11 0 0 0 0 0 0`
 */
export function netnsLines<S extends z.ZodType>(form: {
  source: string;
  schema: () => S;
  /** File below `/proc/<pid>/net`. */
  table: string;
  skip?: RegExp;
  document(rows: NetnsLine[]): z.infer<S>;
}): PatternLines<S, NetnsLine> {
  const { table, ...rest } = form;
  return {
    ...rest,
    what: `a line of ${table}`,
    pattern: new RegExp(`^/proc/(\\d{1,10})/net/(?:stat/)?${table}:(.*)$`),
    row: ([pid, text = ''], line) => ({ pid: Number(pid), text, line }),
  };
}

/** Turns the lines of each namespace into counters; `read` gets all lines of one. */
export function countersByNamespace(
  rows: readonly NetnsLine[],
  read: (lines: readonly string[], count: (name: string, value: number) => void) => void,
): NetnsCounters[] {
  return groupRows(rows, (row) => row.pid).flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    const counters = new Map<string, number>();
    read(
      lines.map((line) => line.text),
      (name, value) => {
        if (Number.isFinite(value) && counters.size < MAX_COUNTERS) counters.set(name, value);
      },
    );
    return [{ pid: first.pid, counters: recordOf(counters), line: first.line }];
  });
}

/** Newest kernels have about 250 in both tables together. */
const MAX_COUNTERS = 1_000;

/** Pairs of lines with the same prefix, names and then values: `Ip: Forwarding DefaultTTL` and `Ip: 1 64`. */
export function readNamedPairs(lines: readonly string[], count: (name: string, value: number) => void): void {
  let names: string[] = [];
  for (const line of lines) {
    const words = line.split(' ', MAX_COUNTERS);
    if (words[0] !== names[0] || !/^-?\d+$/.test(words[1] ?? '')) {
      names = words;
      continue;
    }
    const protocol = (words[0] ?? '').replace(/:$/, '');
    for (const [i, word] of words.entries())
      if (i > 0 && names[i] !== undefined && /^-?\d{1,20}$/.test(word)) count(`${protocol}.${names[i]}`, Number(word));
    names = [];
  }
}
