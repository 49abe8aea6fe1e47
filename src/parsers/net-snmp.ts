import type * as z from 'zod';
import { namedCounters, type namedCountersSchema } from './named-counters.ts';
import { readNamedPairs } from './netns-lines.ts';
import { textParser } from './parser.ts';

/** Counters of IP, ICMP, TCP and UDP by protocol and name: `Tcp.RetransSegs`, `Udp.RcvbufErrors`. */
export type NetSnmp = z.infer<ReturnType<typeof namedCountersSchema>>;

/**
 * `/proc/net/snmp`, proc_pid_net(5): a line of names and a line of values per protocol:
 * `Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors`
 * `Udp: 2250 12 0 2268 0 0`
 */
export const netSnmp = textParser(
  namedCounters({
    source: 'net_snmp',
    what: 'a table of protocol counters',
    sniff: (head) => /^Ip: Forwarding DefaultTTL /.test(head),
    read: readNamedPairs,
  }),
);
