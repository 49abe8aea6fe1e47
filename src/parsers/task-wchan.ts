import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** The kernel function each task sleeps in. */
export const taskWchanSchema = () =>
  z.object({
    tasks: z.array(
      z.object({
        pid: z.number().int(),
        tid: z.number().int(),
        /** Undefined when the task runs or the kernel hides the symbol (both print 0). */
        symbol: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type TaskWchan = z.infer<ReturnType<typeof taskWchanSchema>>;

/**
 * `/proc/<pid>/task/<tid>/wchan`, proc(5), as `grep -s .` prints them:
 * `/proc/4711/task/4718/wchan:rpc_wait_bit_killable`
 */
export const taskWchan = lineParser(
  patternLines({
    source: 'task_wchan',
    schema: taskWchanSchema,
    what: 'a wchan line',
    pattern: /^\/proc\/(\d{1,10})\/task\/(\d{1,10})\/wchan:([A-Za-z0-9_.$]{0,128})(?:\+0x[0-9a-f]+)?$/,
    row: ([pid, tid, symbol = ''], line): TaskWchan['tasks'][number] => ({
      pid: Number(pid),
      tid: Number(tid),
      symbol: symbol === '' || symbol === '0' || symbol.startsWith('0x') ? undefined : symbol,
      line,
    }),
    document: (tasks) => ({ tasks }),
  }),
);
