import type { Mountinfo } from '../parsers/mountinfo.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { isDfStrange } from '../snapshot/views.ts';
import { docker } from './docker.ts';
import type { FactContext } from './fact.ts';
import { dockerRootFromMounts, type NamespaceTable, type Receivers, receiversOf } from './mount-table.ts';
import { plainTableOfNode } from './plain-mounts.ts';
import { type Process, processes } from './processes.ts';

/** The mount namespaces of the node, which of them is the node's own, and where the runtime works. */
export interface MountTables {
  readonly namespaces: readonly NamespaceTable[];
  /** The namespace of pid 1; of a single file, the only one there is. */
  readonly node?: NamespaceTable;
  /** The namespace in which the container runtime mounts. */
  readonly runtime?: NamespaceTable;
  /** The runtime's own process told its namespace; otherwise the node's is taken for it. */
  readonly runtimeIsCertain: boolean;
  /** Directory below which the runtime mounts the file systems of containers. */
  readonly runtimeRoot: string;
  /** A path below it at which the next container would be mounted; it need not exist. */
  readonly nextMountPath: string;
  readonly pidsOf: ReadonlyMap<string, readonly number[]>;
  /** Table of a process by pid, for the processes whose namespace is known. */
  tableOf(pid: number): NamespaceTable | undefined;
  /** Who receives what is mounted in a peer group; computed once per group. */
  receivers(group: number): Receivers;
}

/** containerd mounts the file systems of containers below its state directory. */
const CONTAINERD_STATE = '/run/containerd';

/** Runtimes in the order in which they own the mounts of containers. */
const RUNTIMES = ['dockerd', 'containerd', 'crio', 'k3s-server', 'k3s-agent', 'k3s', 'rke2', 'kubelet'];

/** Groups the collected mount tables by namespace. */
export const mountTables = (context: FactContext): MountTables => context.once(buildTables);

function buildTables(context: FactContext): MountTables {
  const { snapshot } = context;
  const identify = identifier(snapshot);
  const told = groupByNamespace(snapshot, identify);
  const pidsOf = new Map<string, number[]>();
  const addPid = (id: string, pid: number): void => {
    const pids = pidsOf.get(id) ?? [];
    if (!pids.includes(pid)) pids.push(pid);
    pidsOf.set(id, pids);
  };
  for (const { value } of snapshot.documents.ns_mnt) for (const p of value.processes) addPid(String(p.inode), p.pid);
  for (const { value } of snapshot.documents.mountinfo) if (value.pid !== undefined) addPid(identify(value), value.pid);
  const byId = new Map(told.map((n) => [n.id, n]));
  const byPid = new Map<number, NamespaceTable>();
  for (const [id, pids] of pidsOf) {
    const table = byId.get(id);
    if (table !== undefined) for (const pid of pids) byPid.set(pid, table);
  }
  const strange = isDfStrange(snapshot) ? byPid.get(collectorPid(snapshot) ?? -1) : undefined;
  const eligible = told.filter((n) => n !== strange);
  const own = byPid.get(1) ?? (eligible.length === 1 ? eligible[0] : collectorsOwn(snapshot, eligible));
  const plain = own === undefined ? plainTableOfNode(snapshot) : undefined;
  const node = own ?? plain;
  const namespaces = plain === undefined ? told : [...told, plain];
  const found = findRuntime(context, byPid);
  const runtime = found?.table ?? node;
  const root = runtimeRoot(context, runtime, found?.comm);
  return {
    namespaces,
    ...(node === undefined ? {} : { node }),
    ...(runtime === undefined ? {} : { runtime }),
    runtimeIsCertain: found !== undefined,
    runtimeRoot: root,
    nextMountPath:
      root === CONTAINERD_STATE
        ? `${root}/io.containerd.runtime.v2.task/k8s.io/next/rootfs`
        : `${root}/overlay2/next/merged`,
    pidsOf,
    tableOf: (pid) => byPid.get(pid),
    receivers: memoize((group: number) => receiversOf(group, namespaces)),
  };
}

/** The process that collected, where the bundle names it. */
export const collectorPid = ({ documents }: Snapshot): number | undefined =>
  documents.manifest_start[0]?.value.privileges.pid;

type Identify = (table: Pick<Mountinfo, 'pid' | 'mountIds'>) => string;

/**
 * Names the namespace of a table: its inode, or for a table without one (other users' processes, plain copies) the inode
 * of the table that begins with the same mount. Mount ids are unique on a node, so that is the same namespace; when no
 * table has an inode, the id of the first mount names it.
 */
function identifier(snapshot: Snapshot): Identify {
  const inodes = new Map<number, number>();
  for (const { value } of snapshot.documents.ns_mnt) for (const p of value.processes) inodes.set(p.pid, p.inode);
  const inodeOf = ({ pid }: Pick<Mountinfo, 'pid'>): number | undefined =>
    pid === undefined ? undefined : inodes.get(pid);
  const byFirstMount = new Map<number, number>();
  for (const { value } of snapshot.documents.mountinfo) {
    const inode = inodeOf(value);
    const first = value.mountIds[0];
    if (inode !== undefined && first !== undefined) byFirstMount.set(first, inode);
  }
  return (table) => {
    const first = table.mountIds[0] ?? 0;
    const inode = inodeOf(table) ?? byFirstMount.get(first);
    return inode === undefined ? `mount-${first}` : String(inode);
  };
}

/** One table per namespace: of several views the longest, because a view from inside a chroot shows less. */
function groupByNamespace(snapshot: Snapshot, identify: Identify): NamespaceTable[] {
  const tables = new Map<string, NamespaceTable>();
  for (const { path, value } of snapshot.documents.mountinfo) {
    const id = identify(value);
    const known = tables.get(id);
    if (known === undefined || value.rows > known.table.rows) tables.set(id, { id, path, table: value });
  }
  return [...tables.values()];
}

/** Without pid 1, `proc/self` is the view of whoever collected, which is the node's unless that ran in a container. */
function collectorsOwn(snapshot: Snapshot, namespaces: readonly NamespaceTable[]): NamespaceTable | undefined {
  const self = snapshot.documents.mountinfo.find((d) => d.value.pid === undefined);
  return self === undefined ? undefined : namespaces.find((n) => n.table.mountIds[0] === self.value.mountIds[0]);
}

function findRuntime(
  context: FactContext,
  byPid: ReadonlyMap<number, NamespaceTable>,
): { table: NamespaceTable; comm: string } | undefined {
  const found = context.get(processes);
  if (!found.known) return undefined;
  const byComm = new Map<string, Process>();
  for (const process of found.value) if (!byComm.has(process.comm)) byComm.set(process.comm, process);
  for (const comm of RUNTIMES) {
    const process = byComm.get(comm);
    const table = process === undefined ? undefined : byPid.get(process.pid);
    if (table !== undefined) return { table, comm };
  }
  return undefined;
}

function runtimeRoot(context: FactContext, runtime: NamespaceTable | undefined, comm: string | undefined): string {
  const daemon = context.get(docker);
  const told = daemon.known ? daemon.value.root : undefined;
  const seen = runtime === undefined ? undefined : dockerRootFromMounts(runtime.table);
  const otherwise = comm === undefined || comm === 'dockerd' ? '/var/lib/docker' : CONTAINERD_STATE;
  return told ?? seen ?? otherwise;
}

function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
