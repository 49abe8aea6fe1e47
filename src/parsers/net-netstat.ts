import type * as z from 'zod';
import { namedCounters, type namedCountersSchema } from './named-counters.ts';
import { readNamedPairs } from './netns-lines.ts';
import { textParser } from './parser.ts';

/** Further counters of TCP and IP by group and name: `TcpExt.ListenDrops`, `TcpExt.TCPBacklogDrop`. */
export type NetNetstat = z.infer<ReturnType<typeof namedCountersSchema>>;

/**
 * `/proc/net/netstat`, proc_pid_net(5), in the form of /proc/net/snmp:
 * `TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed ListenOverflows ListenDrops`
 * `TcpExt: 0 0 3 12 12`
 */
export const netNetstat = textParser(
  namedCounters({
    source: 'net_netstat',
    what: 'a table of protocol counters',
    sniff: (head) => /^TcpExt: SyncookiesSent /.test(head),
    read: readNamedPairs,
  }),
);
