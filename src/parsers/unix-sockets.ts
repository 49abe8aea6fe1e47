import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

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

/** enum socket_state of the kernel, as `/proc/net/unix` shows it. A listening socket is unconnected. */
const STATES = ['unknown', 'unconnected', 'connecting', 'connected', 'disconnecting'] as const;

/**
 * `/proc/net/unix`, unix(7), counted by the collector; the state is the hexadecimal number of the kernel:
 * `412 03 /var/run/docker.sock`
 */
export const unixSockets = lineParser(
  patternLines({
    source: 'unix_sockets',
    schema: unixSocketsSchema,
    what: 'a count of sockets',
    pattern: /^ *(\d{1,10}) ([0-9A-Fa-f]{1,4}) (.+)$/,
    row: ([count, state = '', path = ''], line): UnixSockets['sockets'][number] => ({
      count: Number(count),
      state: STATES[Number.parseInt(state, 16)] ?? 'unknown',
      path: path === '-' || path === '...' ? undefined : path,
      line,
    }),
    document: (sockets) => ({ sockets }),
  }),
);
