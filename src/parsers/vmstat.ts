import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { readCounters } from './key-values.ts';
import { badLines, textParser } from './parser.ts';

/** Counters of the memory management since boot, under the kernel's own names. */
export const vmstatSchema = () => z.object({ counters: z.record(z.string(), z.number()) });
export type Vmstat = z.infer<ReturnType<typeof vmstatSchema>>;

/**
 * `/proc/vmstat`, proc(5); counts are events or pages:
 * `oom_kill 3`
 */
export const vmstat = textParser({
  source: 'vmstat',
  schema: vmstatSchema,
  sniff: (head) => /^nr_free_pages \d+\r?\nnr_[a-z_]+ \d+/.test(head),
  parse(text, context) {
    const counters = readCounters(text, badLines(context, 'a vmstat line'));
    return counters.size === 0 ? undefined : { counters: recordOf(counters) };
  },
});
