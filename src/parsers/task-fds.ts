import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** The open files of a few processes. */
export const taskFdsSchema = () =>
  z.object({
    files: z.array(
      z.object({
        pid: z.number().int(),
        fd: z.number().int(),
        /** Text of the link: a path, `pipe:[123]`, `socket:[123]`, `anon_inode:[eventpoll]`. */
        target: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type TaskFds = z.infer<ReturnType<typeof taskFdsSchema>>;

/**
 * The links of `/proc/<pid>/fd`, proc(5), of runc and of file systems in user space, as the collector writes them:
 * `4711 5 pipe:[88213]`
 */
export const taskFds = lineParser(
  patternLines({
    source: 'task_fds',
    schema: taskFdsSchema,
    what: 'an open file',
    pattern: /^(\d{1,10}) (\d{1,10}) (.+)$/,
    row: ([pid, fd, target = ''], line) => ({ pid: Number(pid), fd: Number(fd), target, line }),
    document: (files) => ({ files }),
  }),
);
