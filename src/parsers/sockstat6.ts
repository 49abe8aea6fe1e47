import type * as z from 'zod';
import { namedCounters, type namedCountersSchema } from './named-counters.ts';
import { readPairs } from './netns-sockstat.ts';
import { textParser } from './parser.ts';

/** IPv6 sockets in use by protocol and name: `TCP6.inuse`. */
export type Sockstat6 = z.infer<ReturnType<typeof namedCountersSchema>>;

/**
 * `/proc/net/sockstat6`, proc_pid_net(5):
 * `TCP6: inuse 41`
 */
export const sockstat6 = textParser(
  namedCounters({
    source: 'sockstat6',
    what: 'a table of sockets in use',
    sniff: (head) => /^TCP6: inuse \d+/.test(head),
    read: readPairs,
  }),
);
