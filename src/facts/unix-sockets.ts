import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';

const socketSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'path, empty for sockets without one' }),
    path: z.string(),
    connected: z.number().meta({ description: 'ends of connections that carry this path: the side of the server' }),
    connecting: z.number().meta({ description: 'clients that wait to be accepted' }),
    unconnected: z.number().meta({ description: 'listening, or open without a peer' }),
    total: z.number(),
    is_runtime: z.boolean().meta({ description: 'the socket of docker, containerd or CRI-O' }),
    refs: refsSchema,
  })
  .meta({ id: 'UnixSocket' });
export type UnixSocket = z.infer<typeof socketSchema>;

const RUNTIME = /(?:\/docker|\/containerd\/containerd|\/containerd|\/crio\/crio|\/cri-dockerd|\/dockershim)\.sock$/;

/** Unix sockets of the node by path. The peer of a connection has no path, so clients are counted at the server's end. */
export const unixSockets = defineFact({
  name: 'unix_sockets',
  title: 'Unix sockets by path',
  schema: z.array(socketSchema),
  sources: ['unix_sockets'],
  compute({ snapshot }) {
    const { documents, missing } = lookedFor(snapshot, 'unix_sockets');
    if (missing.length > 0) return unknown(missing);
    const byPath = new Map<string, UnixSocket & { refs: SourceRef[] }>();
    for (const { path: entry, value } of documents)
      for (const { path = '', count, state, line } of value.sockets) {
        const socket = byPath.get(path) ?? {
          entity: `unix_socket:${path}`,
          label: path,
          path,
          connected: 0,
          connecting: 0,
          unconnected: 0,
          total: 0,
          is_runtime: RUNTIME.test(path),
          refs: [],
        };
        byPath.set(path, socket);
        socket.total += count;
        if (state === 'connected' || state === 'connecting' || state === 'unconnected') socket[state] += count;
        socket.refs.push({ path: entry, line });
      }
    return known([...byPath.values()].sort((a, b) => b.total - a.total || (a.path < b.path ? -1 : 1)));
  },
});
