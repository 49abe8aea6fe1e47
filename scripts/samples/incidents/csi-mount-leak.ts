import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addContainer } from '../container.ts';
import { fillContainerNamespace } from '../container-mounts.ts';
import { type Alias, addLeakedDisks, type LeakedDisk, propagate } from '../leaked-disks.ts';
import { copyTree } from '../mounts.ts';
import { addProcess, type Node } from '../node.ts';
import { addApplications, addPod, hostRoot, type Pod } from '../pods.ts';
import { addKernelThread } from '../system-processes.ts';
import { addTraffic } from '../traffic.ts';
import { addVolumeFlood } from '../volume-flood.ts';
import { addBlockDevices, addDiskErrors, DEAD_DISKS } from './csi-mount-leak-disk-errors.ts';
import { addOwnDisks, BOOTED, COLLECTED, KUBELET_START, leakingNode } from './csi-mount-leak-node.ts';
import { addOtherTrouble } from './csi-mount-leak-noise.ts';
import type { Incident, Variant } from './incident.ts';

/** The log agent was stopped, and its removal failed at once. */
const REMOVAL_FAILED = epoch('2023-08-15T06:18:44.696Z');
const DEAD = 'e4261544f8eb355ee438c61a5c121217d54b54244d2957e495aa234f77444288';
const LAYER = '9caa9580e946898718f97e9d205d0ac34048d5242ea30c0bc859627483b664be';
const LEFTOVER = `/var/lib/container/docker/overlay2/${LAYER}/merged/logxxx_host`;

const DISKS = 6385;
/** vda, vdb and vdc belong to the node. */
const FIRST_DISK = 3;
/** `vdfiw` among the leaked disks. */
const NAMED_DISK = 4309;
const USER_PROCESSES = 357;
const KERNEL_THREADS = 19_798;
/** Mounts of pods that the dead container's tree still holds: those of 474 disks under both roots, and one under one. */
const POD_MOUNTS = 949;
const FLOOD_LINES = 4000;
/** A small variant has one of so many disks. */
const SMALLER = 16;

const KUBELET_ROOTS: readonly Alias[] = [
  { prefix: `${LEFTOVER}/var/lib/kubelet`, isSlave: true },
  { prefix: `${LEFTOVER}/var/lib/container/kubelet`, isSlave: true },
  { prefix: '/var/lib/container/kubelet', isSlave: false },
];
const DOCKER_ROOTS: readonly Alias[] = [
  { prefix: `${LEFTOVER}/var/lib/docker`, isSlave: true },
  { prefix: `${LEFTOVER}/var/lib/container/docker`, isSlave: true },
  { prefix: '/var/lib/container/docker', isSlave: false },
];

/** What a variant of this incident changes besides. */
interface LeakVariant extends Variant {
  /** Seconds of the kubelet's log, by default two hours. */
  readonly kubeletLogSeconds?: number;
}

/**
 * A log agent that saw `/` of the node died in August 2023; its tree of mounts stayed behind, under the second path to
 * the data of docker, and receives every mount of the kubelet. Since then no disk of a job could be unmounted: 6,385 of
 * them with 19,154 threads of ext4, and a kubelet that tries each of them every two minutes.
 */
export const csiMountLeak = {
  name: 'csi-mount-leak',
  build: (variant: LeakVariant = {}) => bundleOf(csiMountLeakNode(variant)),
} satisfies Incident;

/** The node of this incident before any tool looks at it. */
export function csiMountLeakNode(variant: LeakVariant = {}): Node {
  const node = leakingNode(variant);
  const kubeletLogFrom = COLLECTED - (variant.kubeletLogSeconds ?? 7200);
  addOwnDisks(node, variant);
  copyTree([...node.table.rows], node.table, node.numbers, { at: LEFTOVER, as: 'slave' });
  addDeadAgent(node);
  const pods = addPods(node, variant);
  const rows = [...node.table.rows];
  propagate(node, '/var/lib/docker', DOCKER_ROOTS, rows);
  propagate(node, '/var/lib/kubelet', KUBELET_ROOTS, rows);
  const disks = addLeak(node, variant);
  fillProcesses(node, variant);
  addDiskErrors(node, disks);
  addBlockDevices(node, disks);
  addVolumeFlood(node, {
    disks,
    from: kubeletLogFrom,
    to: COLLECTED - 1,
    lines: variant.small === true ? FLOOD_LINES / SMALLER : FLOOD_LINES,
    kubeletStart: KUBELET_START,
    kubeletRoot: '/var/lib/kubelet',
  });
  if (variant.kubeletLogSeconds !== undefined)
    node.journal.remark('kubelet', kubeletLogFrom - 1, '-- inquest: earlier lines left out --');
  addTraffic(node, { from: kubeletLogFrom + 5, to: COLLECTED, pods, every: 20 });
  addDaemonLog(node);
  addOtherTrouble(node, COLLECTED, kubeletLogFrom);
  return node;
}

const AGENT = { image: 'registry.example.com/base/logxxx:1.0.39', command: '/usr/local/ilogxxx/run_logxxx.sh' };
const AGENT_BINDS = [
  { source: '/var/run', destination: '/var/run', propagation: 'rprivate', writable: true },
  hostRoot('/logxxx_host'),
] as const;

function addDeadAgent(node: Node): void {
  const uid = '93e182b4-ed88-4344-8c8d-e22af0407be8';
  addContainer(node, {
    ...AGENT,
    id: DEAD,
    name: `k8s_logxxx_logxxx-ds-hsbv9_kube-system_${uid}_0`,
    comm: 'run_logxxx.sh',
    layer: LAYER,
    running: false,
    exitCode: 137,
    startedAt: epoch('2023-07-25T07:23:29.135Z'),
    finishedAt: REMOVAL_FAILED,
    removalError: removalError(),
    cgroup: `/kubepods/burstable/pod${uid}`,
    binds: [...AGENT_BINDS],
    labels: {
      'io.kubernetes.container.name': 'logxxx',
      'io.kubernetes.pod.name': 'logxxx-ds-hsbv9',
      'io.kubernetes.pod.namespace': 'kube-system',
      'io.kubernetes.pod.uid': uid,
    },
  });
}

const removalError = (): string =>
  `container ${DEAD}: driver "overlay2" failed to remove root filesystem: unlinkat /var/lib/docker/overlay2/${LAYER}/merged: device or resource busy`;

/** Pods of today: the exporter has seen `/` since before the leak, the agent's successor since the day it began. */
function addPods(node: Node, variant: Variant): Pod[] {
  const image = 'registry.example.com/base/node-exporter:v1.3.1';
  const exporter = addPod(node, {
    namespace: 'monitoring',
    name: `node-exporter-${node.random.suffix(5)}`,
    age: COLLECTED - epoch('2023-08-11T02:10:07Z'),
    containers: [
      {
        name: 'exporter',
        image,
        command: '/bin/node_exporter',
        binds: [{ ...hostRoot('/host/root'), propagation: 'rprivate' }],
      },
    ],
  });
  for (const container of exporter.containers) fillContainerNamespace(node, container);
  const agent = (namespace: string, name: string, binds: readonly (typeof AGENT_BINDS)[number][], age: number): Pod =>
    addPod(node, {
      namespace,
      name: `${name}-${node.random.suffix(5)}`,
      age,
      containers: [{ ...AGENT, name: 'logxxx', binds }],
    });
  const successor = agent('kube-system', 'logxxx-ds', AGENT_BINDS, COLLECTED - epoch('2023-08-15T06:19:31Z'));
  const others = variant.innocent === true ? [agent('security', 'host-audit', [hostRoot('/host')], 9_000_000)] : [];
  return [exporter, successor, ...others, ...addApplications(node, 16, { sidecars: 1 })];
}

function addLeak(node: Node, { small = false }: Variant): LeakedDisk[] {
  const released = epoch('2024-02-01T09:12:00Z');
  const begin = REMOVAL_FAILED + 3600;
  return addLeakedDisks(node, {
    firstDisk: FIRST_DISK,
    count: DISKS,
    named: new Set(DEAD_DISKS),
    ...(small ? { every: SMALLER } : {}),
    kubeletRoot: '/var/lib/kubelet',
    aliases: KUBELET_ROOTS,
    volumes: new Map([['vdfiw', 'd-bp1iau7367wkpf6xqdpv']]),
    readOnly: new Set(DEAD_DISKS.slice(0, 3)),
    uptime: (time) => time - BOOTED,
    mountedAt: (i) =>
      i <= NAMED_DISK
        ? begin + ((released - begin) * i) / NAMED_DISK
        : released + ((COLLECTED - 5400 - released) * (i - NAMED_DISK)) / (DISKS - NAMED_DISK),
    podMounts: (i) => KUBELET_ROOTS.slice(0, Math.max(0, Math.min(2, POD_MOUNTS - 2 * (DISKS - 1 - i)))),
  });
}

/** Fills up to the numbers of tasks: workers of an application, and threads of the kernel that wait for work. */
function fillProcesses(node: Node, { small = false }: Variant): void {
  const parent = node.processes.filter((p) => p.command.startsWith('/app/')).at(-1);
  if (parent === undefined) throw new Error('no application');
  const count = (kernelThread: boolean): number => node.processes.filter((p) => p.kernelThread === kernelThread).length;
  for (let left = USER_PROCESSES - count(false); left > 0; left--) {
    const { pid: ppid, comm, command, cgroup, namespace, started } = parent;
    addProcess(node, { pid: node.nextPid(), ppid, comm, command: `${command} --worker`, cgroup, namespace, started });
  }
  for (let left = (small ? 0 : KERNEL_THREADS) - count(true); left > 0; left--)
    addKernelThread(node, node.nextPid(), `kworker/${left % 48}:${2 + Math.floor(left / 48)}`);
}

/** dockerd writes into a file, so its words of August are still there. */
function addDaemonLog({ journal, random }: Node): void {
  const refused = `Handler for DELETE /v1.40/containers/${DEAD} returned error: ${removalError()}`;
  const busy = `Handler for DELETE /v1.40/containers/${DEAD} returned error: removal of container ${DEAD} is already in progress`;
  journal.docker(
    REMOVAL_FAILED - 30.1,
    'info',
    `Container ${DEAD} failed to exit within 30 seconds of signal 15 - using the force`,
  );
  for (const [after, text] of [
    [1.2, refused],
    [62.4, refused],
    [123.9, busy],
    [184.2, refused],
  ] as const)
    journal.docker(REMOVAL_FAILED + after, 'error', text);
  for (const time of ['2023-11-02T04:10:22Z', '2024-01-19T11:40:08Z', '2024-04-12T06:02:51Z'])
    journal.docker(epoch(time), 'error', refused);
  // What has nothing to do with it: a full disk of long ago, a container that another daemon had removed.
  journal.docker(
    epoch('2023-12-05T09:31:07Z'),
    'error',
    `Handler for POST /v1.40/images/load returned error: write /opt/hybrid-data/import/${random.hex(12)}.tar: no space left on device`,
  );
  const other = random.hex(64);
  journal.docker(
    COLLECTED - 5100,
    'error',
    `Handler for DELETE /v1.40/containers/${other} returned error: removal of container ${other} is already in progress`,
  );
}
