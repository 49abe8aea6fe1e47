import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** How many files each process has open. */
export const fdCountsSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        openFiles: z.number().int(),
        line: z.number().int(),
      }),
    ),
  });
export type FdCounts = z.infer<ReturnType<typeof fdCountsSchema>>;

/**
 * Open files of every process, proc_pid_fd(5), from the size of the directory (Linux 6.2 on) or counted:
 * `812 /proc/4711/fd`
 */
export const fdCounts = lineParser({
  ...patternLines({
    source: 'fd_counts',
    schema: fdCountsSchema,
    what: 'a count of open files',
    pattern: /^(\d{1,12}) \/proc\/(\d{1,10})\/fd\/?$/,
    row: ([openFiles, pid], line) => ({ pid: Number(pid), openFiles: Number(openFiles), line }),
    document: (processes) => ({ processes }),
  }),
  sniff: (head) => /^\d{1,12} \/proc\/\d{1,10}\/fd\/?\r?(?:\n|$)/.test(head),
});
