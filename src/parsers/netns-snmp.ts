import * as z from 'zod';
import { countersByNamespace, netnsLines, readNamedPairs } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Counters of IP, ICMP, TCP and UDP of every network namespace. */
export const netnsSnmpSchema = () =>
  z.object({
    namespaces: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        /** By protocol and name: `Tcp.RetransSegs`, `Udp.RcvbufErrors`. */
        counters: z.record(z.string(), z.number()),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsSnmp = z.infer<ReturnType<typeof netnsSnmpSchema>>;

/**
 * `/proc/<pid>/net/snmp`, proc_pid_net(5): a line of names and a line of values per protocol:
 * `/proc/4711/net/snmp:Udp: 2250 12 0 2268 0 0 0 0 0`
 */
export const netnsSnmp = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_snmp',
      schema: netnsSnmpSchema,
      table: 'snmp',
      document: (rows) => ({ namespaces: countersByNamespace(rows, readNamedPairs) }),
    }),
  ),
);
