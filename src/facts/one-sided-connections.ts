import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { UnixPeers } from '../parsers/unix-peers.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';

const oneSidedSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'program and pid: dockerd (1399)' }),
    program: z.string(),
    path: z.string().meta({ description: 'the socket that the connections came to' }),
    connections: z.number().meta({ description: 'that are listed' }),
    without_peer: z.number().meta({ description: 'those of them whose other end nobody holds' }),
    highest_descriptor: z.number().meta({
      description: 'a process gets the lowest free number, so that it once had so many files open',
    }),
    refs: refsSchema,
  })
  .meta({ id: 'OneSidedConnections' });

/** Sockets that wait for others have no peer either. */
const WAITING = new Set(['LISTEN', 'UNCONN']);

/** Connections to named unix sockets of which one end is gone, by the process that holds the other, as ss pairs them. */
export const oneSidedConnections = defineFact({
  name: 'one_sided_connections',
  title: 'Connections whose other end is gone',
  schema: z.array(oneSidedSchema),
  sources: ['unix_peers'],
  compute({ snapshot }) {
    const { documents, missing } = lookedFor(snapshot, 'unix_peers');
    if (documents.length === 0) return unknown(missing);
    const held = documents.flatMap(({ path: file, value }) =>
      value.sockets.flatMap((socket) => {
        const { state = '', path, holder } = socket;
        if (holder === undefined || WAITING.has(state) || !path.startsWith('/')) return [];
        return [{ ...socket, holder, ref: { path: file, line: socket.line } }];
      }),
    );
    const groups = groupBy(held, ({ holder, path }) => `${holder.pid} ${path}`);
    return known([...groups.values()].flatMap(describe), cutShort(snapshot, ['unix_peers']));
  },
});

type Held = UnixPeers['sockets'][number] & {
  readonly holder: NonNullable<UnixPeers['sockets'][number]['holder']>;
  readonly ref: SourceRef;
};

function describe(sockets: readonly Held[]) {
  const gone = sockets.filter(({ peerInode }) => peerInode === 0);
  const [first] = gone;
  if (first === undefined) return [];
  const { comm, pid } = first.holder;
  return [
    {
      entity: `process:${pid}`,
      label: `${comm} (${pid})`,
      program: comm,
      path: first.path,
      connections: sockets.length,
      without_peer: gone.length,
      highest_descriptor: Math.max(...gone.map(({ holder }) => holder.fd)),
      refs: gone.slice(0, 3).map(({ ref }) => ref),
    },
  ];
}
