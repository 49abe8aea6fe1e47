import * as z from 'zod';
import { lineParser } from './parser.ts';
import { groupRows, patternLines } from './pattern-lines.ts';

/** Where in the kernel each task waits. */
export const taskStackSchema = () =>
  z.object({
    tasks: z.array(
      z.object({
        pid: z.number().int(),
        tid: z.number().int(),
        /** Functions, innermost first, without offsets and addresses. */
        frames: z.array(z.string()),
        /** Line of the innermost frame. */
        line: z.number().int(),
      }),
    ),
  });
export type TaskStack = z.infer<ReturnType<typeof taskStackSchema>>;

/** Deeper stacks do not fit into the 16 KB that the kernel gives a task. */
const MAX_FRAMES = 64;

/**
 * `/proc/<pid>/task/<tid>/stack`, proc(5), as `grep -s .` prints them. Addresses are hidden or given, modules follow in
 * brackets, and old kernels end with a line of ones:
 * `/proc/4711/task/4711/stack:[<0>] jbd2_log_wait_commit+0xe3/0x120 [jbd2]`
 */
export const taskStack = lineParser(
  patternLines({
    source: 'task_stack',
    schema: taskStackSchema,
    what: 'a stack frame',
    pattern: /^\/proc\/(\d{1,10})\/task\/(\d{1,10})\/stack:\[<[0-9a-fx]{1,18}>\] ([A-Za-z0-9_.$]{1,128})(?:[+\s].*)?$/,
    row: ([pid, tid, symbol = ''], line) => ({ pid: Number(pid), tid: Number(tid), symbol, line }),
    document: (rows) => ({
      tasks: groupRows(rows, (row) => `${row.pid} ${row.tid}`).flatMap((frames) => {
        const [first] = frames;
        const symbols = frames.map((f) => f.symbol).filter((symbol) => !symbol.startsWith('0x'));
        return first === undefined
          ? []
          : [{ pid: first.pid, tid: first.tid, frames: symbols.slice(0, MAX_FRAMES), line: first.line }];
      }),
    }),
  }),
);
