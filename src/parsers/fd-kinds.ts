import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** What the open files of daemons and of the processes with most of them are. */
export const fdKindsSchema = () =>
  z.object({
    kinds: z.array(
      z.object({
        pid: z.number().int(),
        count: z.number().int(),
        /** `socket`, `pipe`, `fifo`, `anon_inode:[eventpoll]`, `tracing`, `deleted`, `file`. */
        kind: z.string(),
        /** Of FIFOs and of files below a tracing directory. */
        path: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type FdKinds = z.infer<ReturnType<typeof fdKindsSchema>>;

/**
 * The links of `/proc/<pid>/fd`, proc(5), counted by the collector:
 * `812 4093 socket`
 */
export const fdKinds = lineParser(
  patternLines({
    source: 'fd_kinds',
    schema: fdKindsSchema,
    what: 'a count of open files',
    pattern: /^ *(\d{1,10}) (\d{1,10}) ([^\s/]{1,100})(?: (\/.*))?$/,
    row: ([pid, count, kind = '', path], line): FdKinds['kinds'][number] => ({
      pid: Number(pid),
      count: Number(count),
      kind,
      path: path === '' ? undefined : path,
      line,
    }),
    document: (kinds) => ({ kinds }),
  }),
);
