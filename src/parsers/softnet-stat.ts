import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** What each CPU did with received packets since boot. */
export const softnetStatSchema = () =>
  z.object({
    cpus: z.array(
      z.object({
        processed: z.number(),
        /** Packets thrown away because the backlog queue (net.core.netdev_max_backlog) was full. */
        dropped: z.number(),
        /** Times the budget (net.core.netdev_budget) ended with packets left. */
        squeezed: z.number(),
        line: z.number().int(),
      }),
    ),
  });
export type SoftnetStat = z.infer<ReturnType<typeof softnetStatSchema>>;

/**
 * `/proc/net/softnet_stat`, net/core/net-procfs.c, a line per online CPU in hexadecimal; nine columns up to Linux 2.6.35:
 * `00009b90 00000000 00000012 00000000 00000000 00000000 00000000 00000000 00000000 00000000`
 */
export const softnetStat = lineParser({
  ...patternLines({
    source: 'softnet_stat',
    schema: softnetStatSchema,
    what: 'a line of softnet_stat',
    pattern: /^([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8})(?: [0-9a-f]{8}){0,20}$/,
    maxRows: 10_000,
    row: (fields, line) => {
      const [processed = 0, dropped = 0, squeezed = 0] = fields.map((text) => Number.parseInt(text, 16));
      return { processed, dropped, squeezed, line };
    },
    document: (cpus) => ({ cpus }),
  }),
  sniff: (head) => /^[0-9a-f]{8}(?: [0-9a-f]{8}){8,20}\r?(?:\n|$)/.test(head),
});
