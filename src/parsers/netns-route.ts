import * as z from 'zod';
import { netnsLines } from './netns-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** IPv4 routes of every network namespace (main table). */
export const netnsRouteSchema = () =>
  z.object({
    routes: z.array(
      z.object({
        /** The process through which the namespace was read. */
        pid: z.number().int(),
        interface: z.string(),
        destination: z.string(),
        prefixLength: z.number().int(),
        /** Undefined for a destination that is reached without a router. */
        gateway: z.string().optional(),
        metric: z.number(),
        up: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type NetnsRoute = z.infer<ReturnType<typeof netnsRouteSchema>>;

const ROW =
  /^([^\s]{1,32})\t([0-9A-F]{8})\t([0-9A-F]{8})\t([0-9A-F]{4})\t\d+\t\d+\t(\d{1,10})\t([0-9A-F]{8})(?:\t[\t\d ]{0,60})?\s{0,200}$/;
const RTF_UP = 1;
const RTF_GATEWAY = 2;

/**
 * `/proc/<pid>/net/route`, proc_pid_net(5). Addresses are hexadecimal in the byte order of the machine, which is taken to
 * be little-endian (`0100A8C0` is 192.168.0.1):
 * `/proc/4711/net/route:eth0	00000000	010AA8C0	0003	0	0	0	00000000	0	0	0`
 */
export const netnsRoute = lineParser(
  patternLines(
    netnsLines({
      source: 'netns_route',
      schema: netnsRouteSchema,
      table: 'route',
      skip: /:Iface\t/,
      document: (rows) => ({
        routes: rows.flatMap(({ pid, text, line }) => {
          const [, name, destination = '', gateway = '', flags = '', metric, mask = ''] = ROW.exec(text) ?? [];
          if (name === undefined) return [];
          const bits = Number.parseInt(flags, 16);
          return [
            {
              pid,
              interface: name,
              destination: littleEndian(destination),
              prefixLength: ones(Number.parseInt(mask, 16)),
              gateway: (bits & RTF_GATEWAY) === 0 ? undefined : littleEndian(gateway),
              metric: Number(metric),
              up: (bits & RTF_UP) !== 0,
              line,
            },
          ];
        }),
      }),
    }),
  ),
);

function littleEndian(hexadecimal: string): string {
  const bytes = hexadecimal.match(/../g) ?? [];
  return bytes
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** Number of set bits of a netmask. */
function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
