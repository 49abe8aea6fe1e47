import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { groupRows } from './pattern-lines.ts';
import { rowLimit } from './row-limit.ts';

/** Where in the kernel each task waits. */
export const taskStackSchema = () =>
  z.object({
    tasks: z.array(
      z.object({
        pid: z.number().int(),
        tid: z.number().int(),
        /** Functions, innermost first, without offsets and addresses. */
        frames: z.array(z.string()),
        /** State letter, where the text says it with the stack. */
        state: z.string().optional(),
        /** Line of the innermost frame. */
        line: z.number().int(),
      }),
    ),
  });
export type TaskStack = z.infer<ReturnType<typeof taskStackSchema>>;

/** Deeper stacks do not fit into the 16 KB that the kernel gives a task. */
const MAX_FRAMES = 64;

/** Old kernels end a stack with a line of ones, which is no frame. */
const FRAME =
  /^(?:\/proc\/(\d{1,10})\/task\/(\d{1,10})\/stack:)?\[<[0-9a-fx]{1,18}>\] ([A-Za-z0-9_.$]{1,128})(?:[+\s].*)?$/;

interface Frame {
  readonly pid: number;
  readonly tid: number;
  readonly symbol: string;
  readonly line: number;
}

/**
 * `/proc/<pid>/task/<tid>/stack`, proc(5), as `grep -s .` prints them, or one file whose path says the task. Addresses are
 * hidden or given, modules follow in brackets:
 * `/proc/4711/task/4711/stack:[<0>] jbd2_log_wait_commit+0xe3/0x120 [jbd2]`
 */
export const taskStack = lineParser({
  source: 'task_stack',
  schema: taskStackSchema,
  start(context) {
    const { pid: ownPid, tid: ownTid = ownPid, state } = context.params;
    const frames: Frame[] = [];
    const bad = badLines(context, 'a stack frame');
    const room = rowLimit(context, 'rows of task_stack', 500_000);
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const [, pid = ownPid, tid = ownTid, symbol] = FRAME.exec(text) ?? [];
        if (symbol === undefined || !isNumber(pid) || !isNumber(tid)) return bad(line, text);
        if (room(text.length)) frames.push({ pid: Number(pid), tid: Number(tid), symbol, line });
      },
      end: () => (frames.length === 0 ? undefined : { tasks: tasksOf(frames, state) }),
    };
  },
});

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d{1,10}$/.test(text);

function tasksOf(frames: readonly Frame[], state: string | undefined): TaskStack['tasks'] {
  return groupRows(frames, (row) => `${row.pid} ${row.tid}`).flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const symbols = members.map((f) => f.symbol).filter((symbol) => !symbol.startsWith('0x'));
    const { pid, tid, line } = first;
    return [{ pid, tid, frames: symbols.slice(0, MAX_FRAMES), ...(state === undefined ? {} : { state }), line }];
  });
}
