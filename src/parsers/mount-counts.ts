import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** How many mounts the namespaces of some processes held, where the tables themselves were not taken. */
export const mountCountsSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        /** Lines of its mount table. */
        mounts: z.number().int(),
        line: z.number().int(),
      }),
    ),
  });
export type MountCounts = z.infer<ReturnType<typeof mountCountsSchema>>;

/**
 * Lines of `/proc/<pid>/mountinfo` as `grep -c ''` counts them, one process per mount namespace:
 * `/proc/4711/mountinfo:60793`
 */
export const mountCounts = lineParser({
  ...patternLines({
    source: 'mount_counts',
    schema: mountCountsSchema,
    what: 'a count of mounts',
    pattern: /^\/proc\/(\d{1,10})\/mountinfo:(\d{1,12})$/,
    row: ([pid, mounts], line) => ({ pid: Number(pid), mounts: Number(mounts), line }),
    document: (processes) => ({ processes }),
  }),
  sniff: (head) => /^\/proc\/\d{1,10}\/mountinfo:\d{1,12}\r?(?:\n|$)/.test(head),
});
