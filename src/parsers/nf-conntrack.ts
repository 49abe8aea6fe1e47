import type * as z from 'zod';
import { namedCounters, type namedCountersSchema } from './named-counters.ts';
import { readCpus } from './netns-conntrack.ts';
import { textParser } from './parser.ts';

/** Connection tracking: `entries` of the table; all others summed over the CPUs: `insert_failed`, `drop`, `early_drop`. */
export type NfConntrack = z.infer<ReturnType<typeof namedCountersSchema>>;

/**
 * `/proc/net/stat/nf_conntrack`: a header and a line per CPU in hexadecimal; `entries` is the same in each:
 * `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error`
 * `00000004  00000000 00000000 00000000 00000002 00000004 00000000 00000000 00000000 00000000 00000000 00000000 00000000`
 */
export const nfConntrack = textParser(
  namedCounters({
    source: 'nf_conntrack',
    what: 'a table of connection tracking',
    sniff: (head) => /^entries {2}(?:clashres|searched) found new invalid /.test(head),
    read: (lines, count) =>
      readCpus(
        lines.filter((line) => line !== ''),
        count,
      ),
  }),
);
