import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Free memory of each zone by the size of its blocks: whether large blocks are left. */
export const buddyinfoSchema = () =>
  z.object({
    zones: z.array(
      z.object({
        /** NUMA node. */
        node: z.number().int(),
        zone: z.string(),
        /** Free blocks of 1, 2, 4, ... pages. */
        freeBlocks: z.array(z.number()),
        line: z.number().int(),
      }),
    ),
  });
export type Buddyinfo = z.infer<ReturnType<typeof buddyinfoSchema>>;

/**
 * `/proc/buddyinfo`, proc_buddyinfo(5):
 * `Node 0, zone   Normal   3395   2952   2288   2016   1436   1201    813    503    267    100    385 `
 */
export const buddyinfo = lineParser({
  ...patternLines({
    source: 'buddyinfo',
    schema: buddyinfoSchema,
    what: 'a line of buddyinfo',
    pattern: /^Node (\d{1,5}), zone +(\w{1,16})((?: +\d{1,20}){1,32}) *$/,
    maxRows: 10_000,
    row: ([node, zone = '', blocks = ''], line) => ({
      node: Number(node),
      zone,
      freeBlocks: blocks.trim().split(/ +/).map(Number),
      line,
    }),
    document: (zones) => ({ zones }),
  }),
  sniff: (head) => /^Node \d{1,5}, zone +\w{1,16}(?: +\d+)+ *\r?(?:\n|$)/.test(head),
});
