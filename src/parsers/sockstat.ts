import type * as z from 'zod';
import { namedCounters, type namedCountersSchema } from './named-counters.ts';
import { readPairs } from './netns-sockstat.ts';
import { textParser } from './parser.ts';

/** Sockets in use by protocol and name: `TCP.inuse`, `TCP.orphan`, `TCP.tw`; `mem` is in pages. */
export type Sockstat = z.infer<ReturnType<typeof namedCountersSchema>>;

/**
 * `/proc/net/sockstat`, proc_pid_net(5):
 * `TCP: inuse 812 orphan 3 tw 1204 alloc 977 mem 310`
 */
export const sockstat = textParser(
  namedCounters({
    source: 'sockstat',
    what: 'a table of sockets in use',
    sniff: (head) => /^sockets: used \d+\r?\nTCP: inuse /.test(head),
    read: readPairs,
  }),
);
