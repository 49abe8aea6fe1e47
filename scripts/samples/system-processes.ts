import { addProcess, type Node } from './node.ts';
import { addMount, copyTree, emptyNamespace } from './mounts.ts';

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
const ONCE = ['kdevtmpfs', 'netns', 'kauditd', 'khungtaskd', 'oom_reaper', 'writeback', 'kcompactd0', 'ksmd', 'khugepaged', 'kblockd', 'kswapd0', 'kthrotld', 'scsi_eh_0', 'jbd2/vda1-8', 'ext4-rsv-conver'] as const;

/** The daemons of a node, chronyd in a namespace of its own as PrivateTmp makes it, and kernel threads. */
export function addSystemProcesses(node: Node): void {
  const { pids, spec } = node;
  for (const [pid, comm, command, threads] of DAEMONS) addProcess(node, { pid, comm, command, threads, ppid: pid === 1 ? 0 : 1, cgroup: pid === 1 ? '/init.scope' : `/system.slice/${comm}.service` });
  addProcess(node, { pid: pids.containerd, comm: 'containerd', command: '/usr/bin/containerd', threads: 2 * spec.cpus + 14, rss: 18_400, started: 20.1 });
  addProcess(node, { pid: pids.dockerd, comm: 'dockerd', command: '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock', threads: 2 * spec.cpus + 20, rss: 31_200, started: 21.4 });
  addProcess(node, { pid: pids.kubelet, comm: 'kubelet', command: '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --container-runtime=docker --network-plugin=cni', threads: 2 * spec.cpus + 18, rss: 34_100, started: 26.9 });
  addProcess(node, { pid: 2, comm: 'kthreadd', command: '', kernelThread: true, ppid: 0, cgroup: '/', rss: 0, started: 0 });
  let pid = 10;
  const thread = (comm: string): void => addProcess(node, { pid: pid++, comm, command: '', kernelThread: true, ppid: 2, cgroup: '/', rss: 0, started: 0 });
  for (let cpu = 0; cpu < spec.cpus; cpu++) for (const name of PER_CPU) thread(name === 'kworker' ? `kworker/${cpu}:1` : `${name}/${cpu}`);
  for (const name of ONCE) thread(name);
}

/** A service with PrivateTmp: its namespace is a slave copy of the node's with another /tmp on top. Call it last. */
export function addPrivateTmpService(node: Node, service: { readonly pid: number; readonly comm: string; readonly command: string }): void {
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
