import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { type Intern, type PsColumns, type PsRow, processOf, readPsHeader, readPsRow } from './ps-row.ts';
import { rowLimit } from './row-limit.ts';

/** Processes as one run of ps lists them. Undefined: the listing has no such column. */
export const psSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        ppid: z.number().int().optional(),
        /** User name, or the number where ps prints that. */
        user: z.string().optional(),
        /** State letters as ps prints them: `S`, `Ssl`, `D+`; the first one is the state. */
        state: z.string().optional(),
        /** CPU time since the start over elapsed time, in percent of one CPU. */
        cpuPercent: z.number().optional(),
        rssBytes: z.number().optional(),
        vszBytes: z.number().optional(),
        /** Number of threads, from a column or by counting thread rows. */
        threads: z.number().int().optional(),
        /** Threads in uninterruptible sleep (D), where the listing has a row per thread. */
        blockedThreads: z.number().int().optional(),
        /** Start as printed: a time of day, a date or a year. */
        startedText: z.string().optional(),
        /** Kernel function that the process sleeps in, as printed. */
        wchan: z.string().optional(),
        command: z.string(),
        isKernelThread: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type Ps = z.infer<ReturnType<typeof psSchema>>;
export type PsProcess = Ps['processes'][number];

/**
 * `ps aux`, `-ef`, `-eLf`, `alx`, `auxwwwm` and `-o` listings, ps(1). The header names the columns:
 * `USER  PID %CPU %MEM  VSZ  RSS TTY STAT START TIME COMMAND`
 * `root  812  0.0  0.1 1024  900 ?   Ssl  Mar09 0:01 /usr/sbin/rsyslogd -n`
 * `talosctl processes` prints such a table as well, with `VIRTMEM` and `RESMEM`.
 * Rows of threads are counted at their process and not listed.
 */
export const ps = lineParser({
  source: 'ps',
  schema: psSchema,
  // A person's copy starts with the prompt and the command. Other tools that list pids have the command in front.
  sniff: (head) =>
    isWithoutHeader(head) ||
    head.split('\n', 5).some((line) => {
      const header = readPsHeader(line);
      return header !== undefined && header.command === header.titles.length - 1;
    }),
  start(context) {
    const processes: PsProcess[] = [];
    const byPid = new Map<number, PsProcess>();
    const bad = badLines(context, 'a ps row');
    const room = rowLimit(context, 'processes');
    const intern = createIntern();
    let columns: PsColumns | undefined;
    let last: PsProcess | undefined;
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const header = readPsHeader(text);
        if (header !== undefined) {
          columns = header;
          return;
        }
        // What stands before the header is the prompt of a person's copy, or there is none behind a grep.
        if (columns === undefined && FULL_ROW.test(text)) {
          columns = readPsHeader(FULL_HEADER);
          context.problem({ line, message: 'the header of ps is missing: these rows were chosen from a longer list' });
        }
        if (columns === undefined) return;
        const row = readPsRow(text, columns);
        if (row === undefined) return bad(line, text);
        const known = row.pid === undefined ? last : byPid.get(row.pid);
        if (known !== undefined) return countThread(known, row, columns.threads !== undefined);
        if (row.pid === undefined) return bad(line, text);
        last = undefined;
        if (!room(text.length)) return;
        last = processOf(row, row.pid, line, columns, intern);
        processes.push(last);
        byPid.set(row.pid, last);
      },
      end: () => (processes.length === 0 ? undefined : { processes }),
    };
  },
});

const FULL_HEADER = 'UID PID PPID C STIME TTY TIME CMD';
/** A row of `ps -ef`: the start as a time, a date or a year, the terminal, then the CPU time. */
const FULL_ROW =
  /^[\w+.-]{1,32} +\d{1,10} +\d{1,10} +\d{1,3} +(?:\d\d:\d\d|[A-Z][a-z]{2}\d\d|\d{4}) +(?:\?|pts\/\d{1,6}|tty\w{1,8}) +(?:\d{1,5}-)?\d\d:\d\d:\d\d \S/;

/** Two rows or more of `ps -ef | grep`, and nothing else in the first lines. */
function isWithoutHeader(head: string): boolean {
  const lines = head.split('\n', 20).filter((line) => line.trim() !== '');
  return lines.length >= 2 && lines.every((line) => FULL_ROW.test(line));
}

/** A hostile listing may hold a million different words. */
const MAX_INTERNED = 10_000;

function createIntern(): Intern {
  const words = new Map<string, string>();
  return (text) => {
    if (text === undefined) return undefined;
    const known = words.get(text);
    if (known !== undefined) return known;
    if (words.size < MAX_INTERNED) words.set(text, text);
    return text;
  };
}

/**
 * Adds a thread row to its process. Under `m` the process's own row shows `-` as state and a row for every thread
 * follows; in listings by `-L` or `H` the row of the first thread already made the process.
 */
function countThread(process: PsProcess, row: PsRow, hasCount: boolean): void {
  process.blockedThreads ??= process.state?.startsWith('D') ? 1 : 0;
  if (row.state?.startsWith('D')) process.blockedThreads++;
  process.state ??= row.state;
  if (!hasCount) process.threads = (process.threads ?? (row.pid === undefined ? 0 : 1)) + 1;
}
