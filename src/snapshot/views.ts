import type { Mountinfo } from '../parsers/mountinfo.ts';
import type { CollectorGap, Documents, Snapshot, SourceName } from './snapshot.ts';

/** What the collector read with its own eyes: by its root directory, its table of processes or its network. */
type Eye = 'root' | 'processes' | 'network';

/** What lies behind the root directory of the reader: a container has other file systems and other files at these paths. */
const BY_ROOT: readonly SourceName[] = [
  ...(['df', 'df_inodes', 'disk_usage', 'file_list', 'os_release', 'package_history', 'boots'] as const),
  ...(['docker_daemon_config', 'docker_disk_containers', 'docker_disk_mounts', 'oci_bundles', 'config_file'] as const),
  ...(['sysctl_file', 'cni_config', 'cni_addresses', 'certificates', 'unit_files'] as const),
];

/** What /proc shows of processes: in a PID namespace of its own only those of the container, with other numbers. */
const BY_PROCESSES: readonly SourceName[] = [
  ...(['process_stat', 'process_status', 'process_cgroup', 'process_cmdline', 'process_wchan'] as const),
  ...(['process_limits', 'ns_mnt', 'ns_net', 'mountinfo', 'mount_counts', 'df_daemon_tmp', 'deleted_files'] as const),
  ...(['fd_counts', 'fd_kinds', 'task_stack', 'task_wchan', 'task_syscall', 'task_status', 'task_fds'] as const),
];

/** What /proc/net and `ip` show: the network namespace of the reader. */
const BY_NETWORK: readonly SourceName[] = [
  ...(['net_dev', 'net_snmp', 'net_netstat', 'sockstat', 'sockstat6', 'softnet_stat', 'nf_conntrack'] as const),
  ...(['ip_vs', 'unix_sockets', 'links'] as const),
];

const SOURCES: Readonly<Record<Eye, readonly SourceName[]>> = {
  root: BY_ROOT,
  processes: BY_PROCESSES,
  network: BY_NETWORK,
};

const REASONS: Readonly<Record<Eye, string>> = {
  root: 'the collector ran in a container and did not see the files of the node: run it on the node, or behind chroot /host',
  processes:
    'the collector ran in a container and did not see the processes of the node: run it on the node, or with hostPID',
  network: 'the collector ran in another network namespace than the node: run it on the node, or with hostNetwork',
};

/** The record that tells where the collector stood. */
const STEP = 'manifest-start';

/** Whether df listed the file systems of a container instead of those of the node. */
export const isDfStrange = ({ gaps }: Pick<Snapshot, 'gaps'>): boolean =>
  gaps.some((gap) => gap.source === 'df' && gap.step === STEP);

/** Kept for the facts, which find the devices that the node has as well. */
const TRANSLATED: ReadonlySet<string> = new Set(['df', 'df_inodes']);

/** One network namespace has a table of connections and sockets of its own, and most parameters below net. */
const isOfNetwork = (path: string): boolean => /(?:^|\/)proc\/sys\/net\//.test(path);

/** What of a collection is of the node although the collector stood in a container, and gaps for what is not. */
export function withoutStrangeViews(
  documents: Documents,
  second: Documents,
): { documents: Documents; second: Documents; gaps: CollectorGap[] } {
  const privileges = documents.manifest_start[0]?.value.privileges;
  if (privileges === undefined) return { documents, second, gaps: [] };
  const view = viewOf(documents, privileges);
  const eyes: Eye[] = [
    ...(view.sharesRoot ? [] : (['root'] as const)),
    ...(view.sharesProcesses ? [] : (['processes'] as const)),
    ...(view.sharesNetwork ? [] : (['network'] as const)),
  ];
  const left = new Map(eyes.flatMap((eye) => SOURCES[eye].map((source) => [source, eye] as const)));
  const gaps = [...left].map(
    ([source, eye]): CollectorGap => ({
      ...{ source, status: 'restricted', step: STEP, second: false },
      reason: REASONS[eye],
    }),
  );
  const hasOwnName = !view.sharesProcesses || privileges.otherNamespaces?.includes('uts') === true;
  const named = hasOwnName ? withoutName(documents) : documents;
  if (eyes.length === 0) return { documents: named, second, gaps };
  return { documents: keptOf(named, left), second: keptOf(second, left), gaps };
}

function keptOf(documents: Documents, left: ReadonlyMap<string, Eye>): Documents {
  const kept = Object.entries(documents).map(([source, list]: [string, Documents[SourceName]]) => {
    if (left.has(source) && !TRANSLATED.has(source)) return [source, []];
    const isSysctl = source === 'sysctl' && left.has('net_dev');
    return [source, isSysctl ? [...list].filter(({ path }) => !isOfNetwork(path)) : list];
  });
  // The keys are those that came in, and each list is of the same source.
  return Object.fromEntries(kept) as Documents;
}

/** The name of a pod is not that of its node, whose logs have another one. */
function withoutName(documents: Documents): Documents {
  return {
    ...documents,
    manifest_start: documents.manifest_start.map((d) => ({
      ...d,
      value: { ...d.value, host: { ...d.value.host, hostname: undefined } },
    })),
    uname: documents.uname.map((d) => ({ ...d, value: { ...d.value, hostname: undefined } })),
  };
}

type Privileges = Documents['manifest_start'][number]['value']['privileges'];

/** Programs of which a process shows that its PID namespace is that of a node, be it a container itself as in kind. */
const OF_A_NODE = /^(?:dockerd|containerd|crio|kubelet|k3s(?:-server|-agent)?|rke2|containerd-shi.*|conmon)$/;

function viewOf(documents: Documents, privileges: Privileges) {
  const listed = documents.process_stat.flatMap(({ value }) => value.processes);
  const daemons = listed.filter((p) => !p.isKernelThread && OF_A_NODE.test(p.comm)).map((p) => p.pid);
  const isNode = listed.some((p) => p.pid === 2 && p.comm === 'kthreadd') || daemons.length > 0;
  // Where /proc hides the processes of others nothing is shown by those that it does not list.
  const tellsNothing = listed.length === 0 || isHidden(privileges);
  const sharesProcesses = isNode || tellsNothing || privileges.inContainer !== true;
  const nodes = sharesProcesses ? [1, ...daemons] : [];
  return {
    sharesProcesses,
    sharesRoot: sharesRoot(documents, privileges, nodes),
    sharesNetwork: sharesNetwork(documents, privileges, nodes),
  };
}

const isHidden = ({ uid, hidepid }: Privileges): boolean => uid !== 0 && hidepid !== undefined && hidepid !== '0';

/**
 * In the mount namespace of pid 1 or of a runtime, or in another one with the same root directory (chroot /host, a unit with
 * PrivateTmp). Where neither can be seen, what the collector found out about itself has to do.
 */
function sharesRoot(documents: Documents, privileges: Privileges, nodes: readonly number[]): boolean {
  const inodes = inodesOf(documents.ns_mnt);
  const own = privileges.pid ?? -1;
  const inode = inodes.get(own);
  if (inode !== undefined && nodes.some((pid) => inodes.get(pid) === inode)) return true;
  const root = rootOf(tableOf(own, documents, inodes));
  const roots = nodes.flatMap((pid) => rootOf(tableOf(pid, documents, inodes)) ?? []);
  if (root !== undefined && roots.length > 0) return roots.includes(root);
  return privileges.inContainer !== true || (nodes.length > 0 && isHidden(privileges));
}

type Inodes = ReadonlyMap<number, number>;

const inodesOf = (documents: Documents['ns_mnt'] | Documents['ns_net']): Inodes =>
  new Map(documents.flatMap(({ value }) => value.processes.map((p) => [p.pid, p.inode] as const)));

/** Of each namespace one table was read, which may be that of another process in it. */
function tableOf(pid: number, { mountinfo }: Documents, inodes: Inodes): Mountinfo | undefined {
  const inode = inodes.get(pid);
  const isOf = (other: number | undefined): boolean =>
    other === pid || (inode !== undefined && other !== undefined && inodes.get(other) === inode);
  return mountinfo.find(({ value }) => isOf(value.pid))?.value;
}

/** Device and directory that is `/` in a table. */
function rootOf(table: Mountinfo | undefined): string | undefined {
  const row = table?.mountPoints.lastIndexOf('/') ?? -1;
  return table === undefined || row === -1 ? undefined : `${table.devices[row]} ${table.roots[row]}`;
}

function sharesNetwork(documents: Documents, privileges: Privileges, nodes: readonly number[]): boolean {
  const inodes = inodesOf(documents.ns_net);
  const inode = inodes.get(privileges.pid ?? -1);
  const told = nodes.flatMap((pid) => inodes.get(pid) ?? []);
  if (inode !== undefined && told.length > 0) return told.includes(inode);
  return nodes.length > 0 && privileges.otherNamespaces?.includes('net') !== true;
}
