import type * as z from 'zod';
import { lineParser } from './parser.ts';
import { perCpuRows, type perCpuRowsSchema } from './per-cpu-rows.ts';

/** Interrupts of every source since boot. */
export type Interrupts = z.infer<ReturnType<typeof perCpuRowsSchema>>;

/**
 * `/proc/interrupts`, proc_interrupts(5), a column per CPU:
 * ` 24:      81234          0   PCI-MSI 49152-edge      virtio0-req.0`
 */
export const interrupts = lineParser({
  ...perCpuRows('interrupts'),
  sniff: (head) => /^ +CPU\d+[ CPU\d]{0,60000}\r?\n *\d{1,5}:/.test(head),
});
