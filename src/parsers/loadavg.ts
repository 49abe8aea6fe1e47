import * as z from 'zod';
import { textParser } from './parser.ts';

/** Load averages, which on Linux count tasks that run and tasks in uninterruptible sleep. */
export const loadavgSchema = () =>
  z.object({
    load1: z.number(),
    load5: z.number(),
    load15: z.number(),
    /** Tasks (threads) that can run now, and all tasks. */
    runnableTasks: z.number().int().optional(),
    tasks: z.number().int().optional(),
    /** The pid given out last. */
    lastPid: z.number().int().optional(),
  });
export type Loadavg = z.infer<ReturnType<typeof loadavgSchema>>;

const LINE = /^(\d{1,9}\.\d\d) (\d{1,9}\.\d\d) (\d{1,9}\.\d\d)(?: (\d{1,10})\/(\d{1,10})(?: (\d{1,10}))?)?\s*$/;

/**
 * `/proc/loadavg`, proc(5):
 * `412.70 398.11 380.02 3/9127 412873`
 */
export const loadavg = textParser({
  source: 'loadavg',
  schema: loadavgSchema,
  sniff: (head) => /^\d+\.\d\d \d+\.\d\d \d+\.\d\d \d+\/\d+ \d+\s*$/.test(head),
  parse(text, context) {
    const [, load1, load5, load15, runnable, tasks, lastPid] = LINE.exec(text.slice(0, 200).trimEnd()) ?? [];
    if (load1 === undefined) {
      context.problem({ line: 1, message: 'not a loadavg line' });
      return undefined;
    }
    return {
      load1: Number(load1),
      load5: Number(load5),
      load15: Number(load15),
      runnableTasks: runnable === undefined ? undefined : Number(runnable),
      tasks: tasks === undefined ? undefined : Number(tasks),
      lastPid: lastPid === undefined ? undefined : Number(lastPid),
    };
  },
});
