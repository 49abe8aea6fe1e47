import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** The system call each task is in. */
export const taskSyscallSchema = () =>
  z.object({
    tasks: z.array(
      z.object({
        pid: z.number().int(),
        tid: z.number().int(),
        /** True for a task on a CPU, of which nothing more is shown. */
        running: z.boolean(),
        /** Number of the call on this architecture; undefined for a task that waits outside a call. */
        number: z.number().int().optional(),
        /** Its six arguments as hexadecimal text, without stack pointer and program counter. */
        arguments: z.array(z.string()),
        line: z.number().int(),
      }),
    ),
  });
export type TaskSyscall = z.infer<ReturnType<typeof taskSyscallSchema>>;

/**
 * `/proc/<pid>/task/<tid>/syscall`, proc(5), as `grep -s .` prints them:
 * `/proc/4711/task/4711/syscall:0 0x5 0x7ffd0e5b5d90 0x8 0x0 0x0 0x0 0x7ffd0e5b5d38 0x7f1c2d3e4f50`
 */
export const taskSyscall = lineParser(
  patternLines({
    source: 'task_syscall',
    schema: taskSyscallSchema,
    what: 'a system call',
    pattern: /^\/proc\/(\d{1,10})\/task\/(\d{1,10})\/syscall:(running|-?\d{1,6})((?: 0x[0-9a-f]{1,16}){0,8})$/,
    row: ([pid, tid, call = '', rest = ''], line): TaskSyscall['tasks'][number] => ({
      pid: Number(pid),
      tid: Number(tid),
      running: call === 'running',
      number: call === 'running' || call === '-1' ? undefined : Number(call),
      arguments: call === '-1' ? [] : rest.trim().split(' ', 6).filter(Boolean),
      line,
    }),
    document: (tasks) => ({ tasks }),
  }),
);
