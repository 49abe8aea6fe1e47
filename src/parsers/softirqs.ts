import type * as z from 'zod';
import { lineParser } from './parser.ts';
import { perCpuRows, type perCpuRowsSchema } from './per-cpu-rows.ts';

/** Soft interrupts of every kind since boot: `TIMER`, `NET_RX`, `BLOCK`. */
export type Softirqs = z.infer<ReturnType<typeof perCpuRowsSchema>>;

/**
 * `/proc/softirqs`, proc_softirqs(5), a column per CPU:
 * `      NET_RX:   90812344     812341`
 */
export const softirqs = lineParser({
  ...perCpuRows('softirqs'),
  sniff: (head) => /^ +CPU\d+[ CPU\d]{0,60000}\r?\n *HI:/.test(head),
});
