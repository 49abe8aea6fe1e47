import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addFilesystem, addProcess, type Node } from '../node.ts';
import { addApplications, addNodeAgents, addPod } from '../pods.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { centos7Node, cgroupCounts, fdKindsOf } from './centos7-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2019-03-19T08:20:00Z');
const UPTIME = 6_480_000;
/** LimitNOFILE of the unit of docker. */
const LIMIT = 65_536;
const REFUSED_SINCE = COLLECTED - 2400;
const HELD = 65_302;

/**
 * An agent asks dockerd for the containers of the node with a new transport each time, and each time one connection
 * stays; after some days dockerd has as many files open as it may.
 */
export const dockerSocketLeak: Incident = {
  name: 'docker-socket-leak',
  build(variant: Variant = {}) {
    const node = centos7Node(
      {
        seed: 'docker-socket-leak',
        hostname: 'node-f5.example.com',
        clock: { collectedAt: COLLECTED, uptime: UPTIME, utcOffset: 28_800 },
      },
      variant,
    );
    addFilesystem(node, {
      source: '/dev/sdb1',
      type: 'ext4',
      point: '/data',
      device: '8:17',
      kib: 206_292_968,
      used: 180_122_004,
      available: 15_668_852,
      inodes: 13_107_200,
      inodesUsed: 221_904,
    });
    const pods = [...addNodeAgents(node), ...addApplications(node, 12, { secrets: 1 })];
    addTraffic(node, { from: COLLECTED - 3 * 3600, to: COLLECTED, pods, every: 45 });
    const agent = addAgent(node);
    const bus = variant.innocent === true ? addBus(node) : undefined;
    const proxy = addProxy(node);
    setOpenFiles(node, node.pids.dockerd, LIMIT);
    setOpenFiles(node, node.pids.kubelet, 318);
    addRefusals(node);
    addOtherTrouble(node);
    return withSteps(bundleOf(node), openFileSteps(node, agent, proxy, bus));
  },
};

function addAgent(node: Node): number {
  const pid = node.nextPid();
  addProcess(node, {
    pid,
    comm: 'inventory-agent',
    command: '/usr/local/bin/inventory-agent --docker=unix:///var/run/docker.sock --interval=10s --timeout=3000',
    cgroup: '/system.slice/inventory-agent.service',
    threads: 34,
    rss: 221_000,
    started: UPTIME - 7 * 86_400,
    openFiles: HELD + 9,
  });
  return pid;
}

/** A message bus with many local clients of its own. */
function addBus(node: Node): number {
  const pid = node.nextPid();
  addProcess(node, { pid, comm: 'metrics-bus', command: '/usr/local/bin/metrics-bus', threads: 12, openFiles: 9820 });
  return pid;
}

/** A proxy with thousands of connections of its own, all of them TCP. */
function addProxy(node: Node): number {
  const pod = addPod(node, {
    namespace: 'ingress',
    name: `edge-proxy-${node.random.suffix(5)}`,
    age: 2_000_000,
    containers: [
      { name: 'proxy', image: 'registry.example.com/base/proxy:1.9.0', command: '/usr/local/bin/proxy -c /etc/p' },
    ],
  });
  const pid = pod.containers[1]?.pid ?? 0;
  setOpenFiles(node, pid, 5230);
  return pid;
}

function setOpenFiles(node: Node, pid: number, openFiles: number): void {
  const at = node.processes.findIndex((p) => p.pid === pid);
  const process = node.processes[at];
  if (process !== undefined) node.processes[at] = { ...process, openFiles };
}

function openFileSteps(node: Node, agent: number, proxy: number, bus: number | undefined) {
  const { dockerd, containerd, kubelet } = node.pids;
  const limit = (pid: number, files: number): string =>
    `/proc/${pid}/limits:Max open files            ${String(files).padEnd(20)} ${String(files).padEnd(20)} files     \n`;
  const kinds = fdKindsOf([
    [dockerd, HELD + 41, 'socket'],
    [dockerd, 96, 'pipe'],
    [dockerd, 60, 'fifo /run/docker/containerd/fifo'],
    [dockerd, 22, 'file'],
    [containerd, 71, 'socket'],
    [containerd, 40, 'file'],
    [kubelet, 112, 'socket'],
    [kubelet, 18, 'anon_inode:inotify'],
    [kubelet, 162, 'file'],
    [agent, HELD + 2, 'socket'],
    [agent, 4, 'file'],
    [proxy, 5204, 'socket'],
    ...(bus === undefined ? [] : ([[bus, 9800, 'socket']] as const)),
  ]);
  const sockets = `1 01 /var/run/docker.sock\n${HELD} 03 /var/run/docker.sock\n${HELD + 210} 03 -\n1 01 /run/systemd/notify\n64 03 /run/systemd/journal/stdout\n22 03 /run/docker/containerd/docker-containerd.sock\n`;
  return [
    step('cgroups_again', 4, 'cgroups', 'proc/cgroups', cgroupCounts(918, 341)),
    step('file_handles', 4, 'sysctl', 'proc/sys/fs/file-nr', '152832\t0\t13068410\n'),
    step(
      'sockstat',
      1,
      'sockstat',
      'proc/net/sockstat',
      'sockets: used 137210\nTCP: inuse 96 orphan 2 tw 118 alloc 5611 mem 910\nUDP: inuse 9 mem 4\n',
    ),
    step(
      'process_limits',
      4,
      'process_limits',
      'commands/proc/limits',
      limit(dockerd, LIMIT) + limit(containerd, 1_048_576) + limit(kubelet, 1_048_576),
    ),
    step('fd_kinds', 7, 'fd_kinds', 'commands/proc/fd-kinds', kinds),
    step('unix_sockets', 4, 'unix_sockets', 'commands/net/unix', sockets),
  ];
}

/** The server of the API waits at most a second between two attempts; the kubelet waits two minutes for each answer. */
function addRefusals(node: Node): void {
  const { journal } = node;
  for (
    let time = REFUSED_SINCE, wait = 0.005;
    time < COLLECTED - 1;
    wait = Math.min(1, wait * 2), time += wait < 1 ? wait : 4
  )
    journal.docker(
      time,
      'error',
      `http: Accept error: accept unix /var/run/docker.sock: accept4: too many open files; retrying in ${wait < 1 ? `${Math.round(wait * 1000)}ms` : '1s'}`,
    );
  for (let time = REFUSED_SINCE + 121; time < COLLECTED - 4; time += 127)
    journal.kubelet(
      time,
      'E',
      'remote_runtime.go:169',
      'ListPodSandbox with filter nil from runtime service failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    );
}

/** A program with a limit of its own, a full-looking disk, an interface that is waited for, an old error of ext4. */
function addOtherTrouble(node: Node): void {
  const { journal, random } = node;
  journal.kubelet(
    COLLECTED - 40_000,
    'W',
    'container.go:507',
    `Failed to update stats for container "/kubepods/burstable/pod${random.uuid()}": open /sys/fs/cgroup/cpu: no such file or directory, continuing to push stats`,
  );
  journal.docker(
    COLLECTED - 4 * 86_400,
    'error',
    `Handler for POST /v1.38/images/load returned error: write /data/import/${random.hex(12)}.tar: no space left on device`,
  );
  journal.kernel(COLLECTED - 9100, 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
  journal.kernel(COLLECTED - 7000, 'TCP: too many orphaned sockets');
  addOldExt4Reminder(node, 'sdb1', COLLECTED - 12_000, 1_504_973_511);
}
