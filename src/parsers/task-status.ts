import * as z from 'zod';
import { lineParser } from './parser.ts';
import { groupRows, patternLines } from './pattern-lines.ts';

/** Name and state of single tasks. */
export const taskStatusSchema = () =>
  z.object({
    tasks: z.array(
      z.object({
        pid: z.number().int(),
        tid: z.number().int(),
        name: z.string().optional(),
        /** One letter, as in process_stat. */
        state: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type TaskStatus = z.infer<ReturnType<typeof taskStatusSchema>>;

/**
 * `/proc/<pid>/task/<tid>/status`, proc(5), as `grep -s .` prints them:
 * `/proc/4711/task/4718/status:State:	D (disk sleep)`
 */
export const taskStatus = lineParser(
  patternLines({
    source: 'task_status',
    schema: taskStatusSchema,
    what: 'a status line',
    maxRows: 100_000,
    pattern: /^\/proc\/(\d{1,10})\/task\/(\d{1,10})\/status:([A-Za-z_0-9]{1,40}):(.*)$/,
    row: ([pid, tid, key = '', value = ''], line) => ({
      pid: Number(pid),
      tid: Number(tid),
      key,
      value: value.trim(),
      line,
    }),
    document: (rows) => ({
      tasks: groupRows(rows, (row) => `${row.pid} ${row.tid}`).flatMap((fields) => {
        const [first] = fields;
        if (first === undefined) return [];
        const of = (key: string): string | undefined => fields.find((field) => field.key === key)?.value;
        const { pid, tid, line } = first;
        return [{ pid, tid, name: of('Name'), state: of('State')?.slice(0, 1), line }];
      }),
    }),
  }),
);
