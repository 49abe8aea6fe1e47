import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { withTexts } from '../bundle-edits.ts';
import { epoch } from '../clock.ts';
import type { Container } from '../container.ts';
import { addFilesystem, createNode, type Node } from '../node.ts';
import { addApplications, addNodeAgents, type Pod } from '../pods.ts';
import { addRuncInit, runcSteps } from '../stuck-runc.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2021-06-03T02:52:10Z');
/** The first exec that hung, and two more of the same container; the kubelet gives up on its inspection after that. */
const HANGS = [2810, 1893, 901] as const;
const STUCK_SINCE = COLLECTED - HANGS[0];

const ROOT = {
  source: '/dev/sda2',
  device: '8:2',
  kib: 103_079_200,
  used: 41_804_112,
  available: 56_015_820,
  inodes: 6_553_600,
  inodesUsed: 512_303,
};

/**
 * runc init hangs in its own pipe under runc 1.0.0-rc93 (docker 20.10.6), because root has more pipes open than
 * fs.pipe-user-pages-soft lets have their full size. Beside it and innocent: a data disk at 92 %, an ext4 error of years
 * ago, an NFS server that was silent for half a minute and answered, a container whose runc init waits to be started.
 */
export const runcInitHang: Incident = {
  name: 'runc-init-hang',
  build(variant: Variant = {}) {
    const node = createNode({
      seed: 'runc-init-hang',
      hostname: 'node-e1.example.com',
      kernel: '5.4.94-1.el7.elrepo.x86_64',
      os: { id: 'centos', version: '7', pretty: 'CentOS Linux 7 (Core)' },
      docker: '20.10.6',
      kubelet: 'v1.19.3',
      cpus: 8,
      memoryKib: 32_779_012,
      clock: { collectedAt: COLLECTED, uptime: 4_310_482.7, utcOffset: 28_800 },
      root: variant.crowdedDisk === true ? { ...ROOT, used: 93_901_112, available: 3_918_820 } : ROOT,
    });
    const pods = addLoad(node);
    const [culprit, other] = pods.slice(-2).flatMap((pod) => pod.containers.slice(-1));
    if (culprit === undefined || other === undefined) throw new Error('two pods are needed');
    const inits = [
      ...HANGS.map((age) => addRuncInit(node, culprit, { age, waitsIn: 'pipe_write' })),
      addRuncInit(node, other, { age: 3, waitsIn: 'wait_for_partner' }),
    ];
    addFailures(node, culprit);
    addRedHerrings(node);
    const pipes = step('fd_kinds', 7, 'fd_kinds', 'commands/proc/fd-kinds', fdKinds(node));
    return withTexts(withSteps(bundleOf(node), [...runcSteps(inits), pipes]), {
      'commands/docker/version.json': (text) =>
        text.replace(/1\.0\.0-rc8\+dev/, '1.0.0-rc93').replace(/"1\.2\.10"/, '"1.4.4"'),
    });
  },
};

function addLoad(node: Node): Pod[] {
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
  addFilesystem(node, {
    source: '192.0.2.40:/export/shared',
    type: 'nfs4',
    point: '/mnt/shared',
    device: '0:52',
    kib: 1_031_042_048,
    used: 402_118_656,
    available: 628_923_392,
    inodes: 65_536_000,
    inodesUsed: 1_204_118,
    superOptions: 'rw,vers=4.1,hard,proto=tcp,timeo=600,retrans=2',
  });
  const pods = [...addNodeAgents(node, 4_000_000), ...addApplications(node, 4, { secrets: 1 })];
  addTraffic(node, { from: COLLECTED - 3 * 3600, to: COLLECTED, pods, every: 60 });
  return pods;
}

/** The inspection of the container hangs on its lock; the kubelet gives up after two minutes each time. */
function addFailures({ journal, spec }: Node, { id, name }: Container): void {
  const timeout = 'rpc error: code = Unknown desc = operation timeout: context deadline exceeded';
  for (let time = STUCK_SINCE + 131; time < COLLECTED; time += 121)
    journal.kubelet(
      time,
      'E',
      'remote_runtime.go:295',
      `ContainerStatus "${id}" from runtime service failed: ${timeout}`,
    );
  const since = (time: number): string => goDuration(time - STUCK_SINCE - 9);
  const unhealthy = (time: number): string =>
    `PLEG is not healthy: pleg was last seen active ${since(time)} ago; threshold is 3m0s`;
  journal.kubelet(
    STUCK_SINCE + 195,
    'I',
    'setters.go:577',
    `Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2021-06-03 10:08:35.11 +0800 CST LastTransitionTime:2021-06-03 10:08:35.11 +0800 CST Reason:KubeletNotReady Message:${unhealthy(STUCK_SINCE + 195)}}`,
  );
  for (let time = STUCK_SINCE + 191; time < COLLECTED; time += 5)
    journal.kubelet(time, 'E', 'kubelet.go:1765', `skipping pod synchronization - ${unhealthy(time)}`);
  const pod = name.split('_');
  journal.kubelet(
    STUCK_SINCE + 12,
    'W',
    'prober.go:117',
    `Readiness probe for "${pod[2]}_${pod[3]}(${pod[4]}):${pod[1]}" errored: rpc error: code = DeadlineExceeded desc = context deadline exceeded`,
  );
  if (spec.docker !== '20.10.6') throw new Error('the runc of this sample is that of docker 20.10.6');
}

/** `46m49.123456789s` */
function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}m${(seconds - 60 * minutes + 0.123_456_789).toFixed(9)}s`;
}

function addRedHerrings(node: Node): void {
  const { journal } = node;
  addOldExt4Reminder(node, 'sdb1', COLLECTED - 12_000, 1_559_973_511);
  journal.kernel(COLLECTED - 7120, 'nfs: server 192.0.2.40 not responding, still trying');
  journal.kernel(COLLECTED - 7091, 'nfs: server 192.0.2.40 OK');
  for (const age of [5310, 5300])
    journal.kernel(COLLECTED - age, 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
  journal.docker(
    COLLECTED - 4 * 86_400,
    'error',
    'Handler for POST /v1.41/images/create returned error: write /data/images/tmp/layer.tar: no space left on device',
  );
}

/** Open files of the daemons and of an agent with a pipe to each program that it runs. */
function fdKinds(node: Node): string {
  const { pids, processes, containers } = node;
  const agent = processes.find((p) => p.comm === 'log-agent')?.pid ?? 1;
  const fifos = containers
    .filter((c) => c.running)
    .flatMap((c) => ['stdout', 'stderr'].map((s) => `${pids.dockerd} 2 fifo /run/docker/containerd/${c.id}/init-${s}`));
  const rows = [
    ...fifos,
    `${pids.dockerd} 61 socket`,
    `${pids.dockerd} 18 pipe`,
    `${pids.dockerd} 44 file`,
    `${pids.containerd} 38 socket`,
    `${pids.containerd} 6 pipe`,
    `${pids.kubelet} 52 socket`,
    `${pids.kubelet} 96 pipe`,
    `${agent} 2046 pipe`,
    `${agent} 12 socket`,
    `${agent} 310 file`,
  ];
  return rows.map((row) => `${row}\n`).join('');
}
