import type { Snapshot } from '../snapshot/snapshot.ts';
import type { FactContext } from './fact.ts';
import { docker } from './docker.ts';
import { dockerRootFromMounts, type NamespaceTable, type Receivers, receiversOf } from './mount-table.ts';
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
  readonly pidsOf: ReadonlyMap<string, readonly number[]>;
  /** Table of a process by pid, for the processes whose namespace is known. */
  tableOf(pid: number): NamespaceTable | undefined;
  /** Who receives what is mounted in a peer group; computed once per group. */
  receivers(group: number): Receivers;
}

/** Runtimes in the order in which they own the mounts of containers. */
const RUNTIMES = ['dockerd', 'containerd', 'crio', 'k3s-server', 'k3s-agent', 'k3s', 'rke2', 'kubelet'];

/** Groups the collected mount tables by namespace. */
export const mountTables = (context: FactContext): MountTables => context.once(buildTables);

function buildTables(context: FactContext): MountTables {
  const { snapshot } = context;
  const inodes = new Map<number, number>();
  for (const { value } of snapshot.documents.ns_mnt) for (const p of value.processes) inodes.set(p.pid, p.inode);
  const namespaces = groupByNamespace(snapshot, inodes);
  const pidsOf = new Map<string, number[]>();
  for (const [pid, inode] of inodes) pidsOf.set(String(inode), [...(pidsOf.get(String(inode)) ?? []), pid]);
  for (const { value } of snapshot.documents.mountinfo) {
    if (value.pid === undefined || inodes.has(value.pid)) continue;
    const id = identityOf(value, inodes);
    pidsOf.set(id, [...(pidsOf.get(id) ?? []), value.pid]);
  }
  const byId = new Map(namespaces.map((n) => [n.id, n]));
  const byPid = new Map<number, NamespaceTable>();
  for (const [id, pids] of pidsOf) {
    const table = byId.get(id);
    if (table !== undefined) for (const pid of pids) byPid.set(pid, table);
  }
  const node = byPid.get(1) ?? (namespaces.length === 1 ? namespaces[0] : largestOfSelf(snapshot, namespaces));
  const found = findRuntime(context, byPid);
  const runtime = found?.table ?? node;
  return {
    namespaces,
    ...(node === undefined ? {} : { node }),
    ...(runtime === undefined ? {} : { runtime }),
    runtimeIsCertain: found !== undefined,
    runtimeRoot: runtimeRoot(context, runtime, found?.comm),
    pidsOf,
    tableOf: (pid) => byPid.get(pid),
    receivers: memoize((group: number) => receiversOf(group, namespaces)),
  };
}

/** One table per namespace: of several views the longest, because a view from inside a chroot shows less. */
function groupByNamespace(snapshot: Snapshot, inodes: ReadonlyMap<number, number>): NamespaceTable[] {
  const tables = new Map<string, NamespaceTable>();
  for (const { path, value } of snapshot.documents.mountinfo) {
    const id = identityOf(value, inodes);
    const known = tables.get(id);
    if (known === undefined || value.rows > known.table.rows) tables.set(id, { id, path, table: value });
  }
  return [...tables.values()];
}

/**
 * The inode of the namespace, or for copies without it the id of the first mount: mount ids are unique on a node, so
 * two tables that begin with the same one show the same namespace.
 */
function identityOf(table: { pid?: number | undefined; mountIds: readonly number[] }, inodes: ReadonlyMap<number, number>): string {
  const inode = table.pid === undefined ? undefined : inodes.get(table.pid);
  return inode === undefined ? `mount-${table.mountIds[0] ?? 0}` : String(inode);
}

/** Without pid 1, `proc/self` is the view of whoever collected, which is the node's unless that ran in a container. */
function largestOfSelf(snapshot: Snapshot, namespaces: readonly NamespaceTable[]): NamespaceTable | undefined {
  const self = snapshot.documents.mountinfo.find((d) => d.value.pid === undefined);
  return self === undefined ? undefined : namespaces.find((n) => n.table.mountIds[0] === self.value.mountIds[0]);
}

function findRuntime(context: FactContext, byPid: ReadonlyMap<number, NamespaceTable>): { table: NamespaceTable; comm: string } | undefined {
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
  const otherwise = comm === undefined || comm === 'dockerd' ? '/var/lib/docker' : '/run/containerd';
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
