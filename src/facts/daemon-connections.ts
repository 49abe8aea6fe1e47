import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { limits } from './limits.ts';
import { cutShort } from './looked-for.ts';
import { type OpenFiles, openFiles } from './open-files.ts';
import { containerLabels, processOwners } from './process-owners.ts';
import { unixSockets } from './unix-sockets.ts';

const count = (description: string, needs: string[]) => z.number().optional().meta({ description, needs });

const connectionsSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the process of the daemon' }),
    label: z.string(),
    sockets: count('sockets the daemon holds', ['fd_kinds']),
    accepted: count('connections to its socket in the network namespace of the node', ['unix_sockets']),
    connections: count('the larger one of both: a connection out of a container is counted at the daemon only', [
      'fd_kinds',
      'unix_sockets',
    ]),
    client: z
      .string()
      .optional()
      .meta({ description: 'the process with most sockets that is no daemon itself', needs: ['fd_kinds'] }),
    client_entity: z
      .string()
      .optional()
      .meta({ needs: ['fd_kinds'] }),
    client_pid: count('its pid', ['fd_kinds']),
    client_command: z
      .string()
      .optional()
      .meta({ needs: ['process_cmdline', 'ps'] }),
    client_sockets: count('sockets of that process, 0 where no process has a hundred files open', ['fd_kinds']),
    next_client_sockets: count('sockets of the process with second most', ['fd_kinds']),
    tcp_sockets: count(
      'TCP sockets of all processes together: at most so many sockets of the client are no local ones',
      ['sockstat'],
    ),
    held_by_others: count('sockets of all other processes, at most', ['fd_counts', 'fd_kinds']),
    open_files: count('open files of the daemon', ['fd_counts', 'fd_kinds']),
    open_files_limit: count('its limit in force', ['process_limits']),
    refs: refsSchema,
  })
  .meta({ id: 'DaemonConnections' });

/** Daemons by program, with the end of the path of their API socket. */
const DAEMONS: ReadonlyMap<string, string> = new Map([
  ['dockerd', '/docker.sock'],
  ['containerd', '/containerd.sock'],
  ['docker-containe', '/docker-containerd.sock'],
  ['crio', '/crio.sock'],
]);

/**
 * Connections to the sockets of the runtime daemons, and who may hold their other end. /proc does not pair the ends of
 * a connection: a client is told by holding about as many sockets as the daemon has connections.
 */
export const daemonConnections = defineFact({
  name: 'daemon_connections',
  title: 'Connections to the runtime daemons',
  schema: z.array(connectionsSchema),
  sources: ['fd_kinds', 'fd_counts', 'unix_sockets', 'process_limits', 'process_stat', 'sockstat'],
  compute(context) {
    const files = context.get(openFiles);
    if (!files.known) return unknown(files.missing);
    const daemons = files.value.filter((f) => DAEMONS.has(f.comm ?? ''));
    if (daemons.length === 0 && context.snapshot.documents.process_stat.length === 0)
      return unknown([{ source: 'process_stat', reason: 'without it no process has a name' }]);
    return known(
      daemons.map((daemon) => describe(daemon, files.value, context)),
      cutShort(context.snapshot, ['fd_kinds', 'process_stat']),
    );
  },
});

function describe(daemon: OpenFiles, all: readonly OpenFiles[], context: FactContext) {
  const others = all.filter((f) => !DAEMONS.has(f.comm ?? ''));
  const clients = others.filter((f) => f.sockets !== undefined);
  const [client, next] = [...clients].sort((a, b) => (b.sockets ?? 0) - (a.sockets ?? 0));
  const accepted = acceptedBy(daemon, context);
  const kindsRead = context.snapshot.documents.fd_kinds.length > 0;
  const sides = [daemon.sockets, accepted?.count].filter((n) => n !== undefined);
  return {
    entity: daemon.entity,
    label: daemon.label,
    sockets: daemon.sockets,
    accepted: accepted?.count,
    connections: sides.length === 0 ? undefined : Math.max(...sides),
    client: client === undefined ? undefined : clientLabel(client, context),
    client_entity: client?.entity,
    client_pid: client?.pid,
    client_command: client === undefined ? undefined : processOwners(context).get(client.pid)?.command,
    client_sockets: kindsRead ? (client?.sockets ?? 0) : undefined,
    next_client_sockets: kindsRead ? (next?.sockets ?? 0) : undefined,
    tcp_sockets: context.snapshot.documents.sockstat[0]?.value.counters['TCP.alloc'],
    held_by_others: isOfOneTime(daemon, accepted?.count)
      ? heldBy(
          all.filter((f) => f !== daemon),
          context,
        )
      : undefined,
    open_files: daemon.total,
    open_files_limit: limitOf(daemon, context),
    refs: [...daemon.refs.slice(0, 3), ...(accepted?.refs ?? []), ...(client?.refs.slice(0, 3) ?? [])],
  };
}

/** A daemon whose open files are far fewer than its connections was counted at another time: then so were its clients. */
const isOfOneTime = ({ sockets }: OpenFiles, accepted: number | undefined): boolean =>
  sockets === undefined || accepted === undefined || sockets * 2 >= accepted;

function clientLabel({ container_id: id, label }: OpenFiles, context: FactContext): string {
  const container = id === undefined ? undefined : containerLabels(context).get(id);
  return container === undefined ? label : context.words.partIn(label, container);
}

/** A daemon inside of a container has a socket of its own, which the node does not list. */
function acceptedBy(daemon: OpenFiles, context: FactContext): { count: number; refs: SourceRef[] } | undefined {
  const sockets = context.get(unixSockets);
  const end = DAEMONS.get(daemon.comm ?? '');
  if (!sockets.known || end === undefined || daemon.container_id !== undefined) return undefined;
  const own = sockets.value.filter((s) => s.path.endsWith(end));
  return {
    count: own.reduce((sum, s) => sum + s.connected, 0),
    refs: own.flatMap((s) => s.refs).slice(0, 2),
  };
}

/** Known only where every process was counted: files whose kind was not read may all be sockets. */
function heldBy(others: readonly OpenFiles[], context: FactContext): number | undefined {
  const { documents, gaps } = context.snapshot;
  const cut = gaps.some((g) => g.source === 'fd_counts' || g.source === 'fd_kinds');
  const uid = documents.manifest_start[0]?.value.privileges.uid;
  if (documents.fd_counts.length === 0 || documents.fd_kinds.length === 0 || cut || uid !== 0) return undefined;
  return others.reduce((sum, f) => sum + socketsAtMost(f), 0);
}

/** Counts and kinds are read one after the other: files that came in between may be sockets too. */
function socketsAtMost({ total, sockets = 0, kinds = {} }: OpenFiles): number {
  const others = Object.values(kinds).reduce((sum, n) => sum + n, 0) - sockets;
  return Math.max(sockets, total - others);
}

function limitOf({ entity }: OpenFiles, context: FactContext): number | undefined {
  const found = context.get(limits);
  return found.known ? found.value.find((l) => l.entity === entity && l.name === 'open_files')?.soft : undefined;
}
