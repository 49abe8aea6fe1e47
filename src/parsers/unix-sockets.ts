import * as z from 'zod';
import { lineParser } from './parser.ts';
import { groupRows, patternLines } from './pattern-lines.ts';

/** Unix sockets of the node's network namespace, counted by path and state. */
export const unixSocketsSchema = () =>
  z.object({
    sockets: z.array(
      z.object({
        count: z.number().int(),
        state: z.enum(['unconnected', 'connecting', 'connected', 'disconnecting', 'unknown']),
        /** Abstract names begin with `@`; undefined for sockets without a path and for what the collector added up. */
        path: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type UnixSockets = z.infer<ReturnType<typeof unixSocketsSchema>>;
type Socket = UnixSockets['sockets'][number];

/** enum socket_state of the kernel, as `/proc/net/unix` shows it. A listening socket is unconnected. */
const STATES = ['unknown', 'unconnected', 'connecting', 'connected', 'disconnecting'] as const;

const COUNTED = String.raw`^ *(\d{1,10}) ([0-9A-Fa-f]{1,4}) (.+)$`;
const RAW = String.raw`^[0-9a-f]{8,16}:(?: [0-9A-Fa-f]{8}){3} [0-9A-Fa-f]{4} ([0-9A-Fa-f]{2}) +\d{1,20}(?: (.+))?$`;
const HEADER = /^Num +RefCount Protocol Flags +Type St Inode Path/;

/**
 * `/proc/net/unix`, unix(7), counted by the collector; the state is the hexadecimal number of the kernel:
 * `412 03 /var/run/docker.sock`
 * The file itself, as other tools copy it, is counted here:
 * `0000000000000000: 00000003 00000000 00000000 0001 03 31415 /var/run/docker.sock`
 */
export const unixSockets = lineParser({
  sniff: (head) => HEADER.test(head),
  ...patternLines({
    source: 'unix_sockets',
    schema: unixSocketsSchema,
    what: 'a count of sockets',
    pattern: new RegExp(`${COUNTED}|${RAW}`),
    skip: HEADER,
    row: ([count, state, path, rawState, rawPath], line): Socket => {
      const name = path || rawPath;
      return {
        count: count === '' ? 1 : Number(count),
        state: STATES[Number.parseInt(state || rawState || '', 16)] ?? 'unknown',
        path: name === '' || name === '-' || name === '...' ? undefined : name,
        line,
      };
    },
    document: (rows) => ({ sockets: groupRows(rows, ({ state, path }) => `${state} ${path ?? ''}`).flatMap(sumOf) }),
  }),
});

/** Sockets with the same path and state, at the line of the first. */
function sumOf(rows: readonly Socket[]): Socket[] {
  const [first, ...rest] = rows;
  return first === undefined ? [] : [{ ...first, count: rest.reduce((sum, { count }) => sum + count, first.count) }];
}
