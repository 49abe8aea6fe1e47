import { addMount, copyTree, emptyNamespace } from './mounts.ts';
import { addProcess, type Node, type Process } from './node.ts';

const DAEMONS: readonly (readonly [number, string, string, number])[] = [
  [1, 'systemd', '/usr/lib/systemd/systemd --switched-root --system --deserialize 22', 1],
  [612, 'systemd-journal', '/usr/lib/systemd/systemd-journald', 1],
  [640, 'systemd-udevd', '/usr/lib/systemd/systemd-udevd', 1],
  [931, 'auditd', '/sbin/auditd', 2],
  [958, 'dbus-daemon', '/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation', 1],
  [971, 'systemd-logind', '/usr/lib/systemd/systemd-logind', 1],
  [1204, 'sshd', '/usr/sbin/sshd -D', 1],
  [1209, 'crond', '/usr/sbin/crond -n', 1],
  [1260, 'agetty', '/sbin/agetty --noclear tty1 linux', 1],
];

/** Threads of the kernel that exist once per CPU. */
const PER_CPU = ['cpuhp', 'migration', 'ksoftirqd', 'kworker'] as const;
const ONCE = [
  'kdevtmpfs',
  'netns',
  'kauditd',
  'khungtaskd',
  'oom_reaper',
  'writeback',
  'kcompactd0',
  'ksmd',
  'khugepaged',
  'kblockd',
  'kswapd0',
  'kthrotld',
  'scsi_eh_0',
] as const;

/** Threads that a file system has of its own. */
const filesystemThreads = (type: string, device: string): string[] =>
  type === 'xfs' ? [`xfsaild/${device}`, `xfs-cil/${device}`] : [`jbd2/${device}-8`, 'ext4-rsv-conver'];

/** The daemons of a node and the threads of its kernel. */
export function addSystemProcesses(node: Node): void {
  const { pids, spec } = node;
  for (const [pid, comm, command, threads] of DAEMONS) {
    const first = pid === 1;
    const cgroup = first ? '/init.scope' : `/system.slice/${comm}.service`;
    addProcess(node, { pid, comm, command, threads, ppid: first ? 0 : 1, cgroup });
  }
  const runtime = (
    comm: 'containerd' | 'dockerd' | 'kubelet',
    options: string,
    threads: number,
    rss: number,
    cpus: number,
  ): void =>
    addProcess(node, {
      pid: pids[comm],
      comm,
      command: `/usr/bin/${comm}${options}`,
      threads: 2 * spec.cpus + threads,
      rss,
      cpus,
      openFiles: threads * 6,
      started: 20.1,
      ...(comm === 'kubelet' ? spec.kubeletProcess : {}),
    });
  runtime('containerd', '', 14, 18_400, 0.02);
  runtime('dockerd', ' -H fd:// --containerd=/run/containerd/containerd.sock', 20, 31_200, 0.04);
  runtime('kubelet', ' --config=/var/lib/kubelet/config.yaml --container-runtime=docker', 18, 34_100, 0.12);
  addKernelThreads(node);
}

function addKernelThreads(node: Node): void {
  addKernelThread(node, 2, 'kthreadd', { ppid: 0 });
  let pid = 10;
  for (let cpu = 0; cpu < node.spec.cpus; cpu++) {
    for (const name of PER_CPU)
      addKernelThread(node, pid++, name === 'kworker' ? `kworker/${cpu}:1` : `${name}/${cpu}`);
  }
  const { type = 'ext4', source } = node.spec.root;
  for (const name of [...ONCE, ...filesystemThreads(type, source.replace('/dev/', ''))])
    addKernelThread(node, pid++, name);
}

/** A thread of the kernel: no arguments, no memory of its own, child of kthreadd. */
export const addKernelThread = (
  node: Node,
  pid: number,
  comm: string,
  own: Pick<Partial<Process>, 'ppid' | 'started' | 'state' | 'wchan'> = {},
): void =>
  addProcess(node, {
    ...{ pid, comm, command: '', kernelThread: true, ppid: 2, cgroup: '/', rss: 0, started: 0, openFiles: 0 },
    ...own,
  });

/** A service with PrivateTmp: its namespace is a slave copy of the node's with another /tmp on top. Call it last. */
export function addPrivateTmpService(
  node: Node,
  service: { readonly pid: number; readonly comm: string; readonly command: string },
): void {
  const { numbers, table, spec } = node;
  const namespace = emptyNamespace(numbers.namespaceInode());
  copyTree(table.rows, namespace, numbers, { at: '/', onto: 1, as: 'slave' });
  for (const point of ['/tmp', '/var/tmp']) {
    const covering = table.top.get(point);
    const root = `/systemd-private-${node.random.hex(32)}-${service.comm}.service-${node.random.suffix(6)}/tmp`;
    addMount(namespace, numbers, {
      point,
      fsType: covering?.fsType ?? spec.root.type ?? 'ext4',
      source: covering?.source ?? spec.root.source,
      device: covering?.device ?? spec.root.device,
      root: covering === undefined ? `${point}${root}` : root,
      shared: numbers.peerGroup(),
    });
  }
  addProcess(node, { ...service, namespace });
}
