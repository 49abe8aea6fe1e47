import { step, withSteps } from './added-steps.ts';
import { bundleOf } from './bundle.ts';
import { withoutDocker } from './bundle-edits.ts';
import { shortIso } from './clock.ts';
import { addFilesystem, addProcess, createNode, type Node, type NodeSpec } from './node.ts';
import type { BundleFiles } from './tar.ts';
import { addOldExt4Reminder } from './traffic.ts';

/** A node of a cluster that is being set up with CRI-O; nothing of docker is on it. */
export function crioNode(own: Pick<NodeSpec, 'seed' | 'hostname' | 'kernel' | 'clock'> & Partial<NodeSpec>): Node {
  const node = createNode({
    os: { id: 'centos', version: '7', pretty: 'CentOS Linux 7 (Core)' },
    docker: '',
    kubelet: 'v1.20.1',
    cpus: 4,
    memoryKib: 16_220_480,
    root: {
      source: '/dev/sda2',
      device: '8:2',
      kib: 51_539_600,
      used: 9_404_112,
      available: 39_515_820,
      inodes: 3_276_800,
      inodesUsed: 98_303,
    },
    kubeletProcess: {
      command: '/usr/bin/kubelet --container-runtime=remote --container-runtime-endpoint=/var/run/crio/crio.sock',
    },
    ...own,
  });
  const kept = node.processes.filter((p) => p.comm !== 'dockerd' && p.comm !== 'containerd');
  node.processes.splice(0, node.processes.length, ...kept);
  addInnocents(node);
  return node;
}

/** What looks like trouble on such a node and is none. */
function addInnocents(node: Node): void {
  const { journal, spec } = node;
  const now = spec.clock.collectedAt;
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
  addOldExt4Reminder(node, 'sdb1', now - 500, 1_559_973_511);
  for (const age of [431, 421])
    journal.kernel(now - age, 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
  const start = now - 610;
  journal.kubelet(start, 'I', 'server.go:416', `"Kubelet version" kubeletVersion="${spec.kubelet}"`);
  journal.kubelet(
    start + 1,
    'E',
    'kubelet.go:1807',
    '"Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
  );
  journal.kubelet(
    start + 2,
    'E',
    'kubelet.go:1292',
    '"Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"',
  );
}

/** The daemon; `started` is in seconds after boot. */
export const addCrio = (node: Node, started = 31.4): void =>
  addProcess(node, { pid: 1460, comm: 'crio', command: '/usr/bin/crio', threads: 14, rss: 11_200, started });

/** Lines of the journal of crio.service: epoch seconds, program with its pid, text. */
export type CrioLine = readonly [time: number, program: string, text: string];

/** `time="2021-01-07 16:02:45.036303035Z" level=fatal msg="..."`, as CRI-O logs. */
export const crioSays = (time: number, level: string, message: string): CrioLine => [
  time,
  'crio[1460]',
  `time="${new Date(time * 1000).toISOString().replace('T', ' ').replace('Z', '000000Z')}" level=${level} msg=${JSON.stringify(message)}`,
];

/** The bundle of such a node with the journal of CRI-O, and further members by path and source. */
export function crioBundle(
  node: Node,
  lines: readonly CrioLine[],
  further: readonly { readonly path: string; readonly source: string; readonly text: string }[] = [],
): BundleFiles {
  const log = lines
    .map(([time, program, text]) => `${shortIso(time)} ${node.spec.hostname} ${program}: ${text}\n`)
    .join('');
  const members = [{ path: 'journal/crio.log', source: 'log', text: log }, ...further];
  const steps = members.map(({ path, source, text }) =>
    step(source === 'log' ? 'log_crio' : source, 5, source, path, text),
  );
  return withSteps(withoutDocker(bundleOf(node)), steps);
}
