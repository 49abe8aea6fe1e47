import * as z from 'zod';
import { netnsLines } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** IPv6 routes of every network namespace. */
export const netnsIpv6RouteSchema = () =>
  z.object({
    routes: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        interface: z.string(),
        /** Eight groups of four digits, not shortened. */
        destination: z.string(),
        prefixLength: z.number().int(),
        /** Undefined for a destination that is reached without a router. */
        gateway: z.string().optional(),
        metric: z.number(),
        up: z.boolean(),
        /** Packets for it are refused: the null route of a namespace without a default route. */
        reject: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsIpv6Route = z.infer<ReturnType<typeof netnsIpv6RouteSchema>>;

const ROW =
  /^([0-9a-f]{32}) ([0-9a-f]{2}) [0-9a-f]{32} [0-9a-f]{2} ([0-9a-f]{32}) ([0-9a-f]{8}) [0-9a-f]{8} [0-9a-f]{8} ([0-9a-f]{8}) +(\S{1,32})$/;
const RTF_UP = 1;
const RTF_REJECT = 0x200;

/**
 * `/proc/<pid>/net/ipv6_route`, proc_pid_net(5): destination and prefix, source and prefix, next hop, metric, references,
 * use, flags, interface, all in hexadecimal:
 * `/proc/1/net/ipv6_route:fe80...00 40 0000...00 00 0000...00 00000100 00000001 00000000 00000001     eth0`
 */
export const netnsIpv6Route = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_ipv6_route',
      schema: netnsIpv6RouteSchema,
      table: 'ipv6_route',
      document: (rows) => ({
        routes: rows.flatMap(({ pid, text, line }) => {
          const [, destination = '', prefix = '', hop = '', metric = '', flags = '', name] = ROW.exec(text) ?? [];
          if (name === undefined) return [];
          const bits = Number.parseInt(flags, 16);
          return [
            {
              pid,
              interface: name,
              destination: grouped(destination),
              prefixLength: Number.parseInt(prefix, 16),
              gateway: /^0+$/.test(hop) ? undefined : grouped(hop),
              metric: Number.parseInt(metric, 16),
              up: (bits & RTF_UP) !== 0,
              reject: (bits & RTF_REJECT) !== 0,
              line,
            },
          ];
        }),
      }),
    }),
  ),
);

function grouped(hexadecimal: string): string {
  return (hexadecimal.match(/.{4}/g) ?? []).join(':');
}
