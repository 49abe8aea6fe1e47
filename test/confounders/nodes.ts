import { epoch } from '../../scripts/samples/clock.ts';
import { addContainer } from '../../scripts/samples/container.ts';
import { fillContainerNamespace } from '../../scripts/samples/container-mounts.ts';
import { addMount, copyTree, emptyNamespace } from '../../scripts/samples/mounts.ts';
import { addProcess, createNode, type Node, type NodeSpec } from '../../scripts/samples/node.ts';
import { addApplications, addNodeAgents, hostRoot, type Pod } from '../../scripts/samples/pods.ts';
import { addTraffic } from '../../scripts/samples/traffic.ts';

export const NOW = epoch('2025-02-11T03:30:00Z');
export const ago = (seconds: number): number => NOW - seconds;

/** 40 GiB with 30 % in use. */
export const ROOT = {
  source: '/dev/vda1',
  device: '253:1',
  kib: 41_151_808,
  used: 12_040_112,
  available: 26_989_532,
  inodes: 2_621_440,
  inodesUsed: 201_112,
};
/** The same disk with nothing left for users. */
export const FULL = { ...ROOT, used: 39_029_644, available: 0 };
/** A tmpfs with 3 % in use, and the same one full. An eighth of the memory: full, it is no fault of the memory. */
export const TMP = { kib: 2_027_560, used: 60_827, available: 1_966_733, inodes: 2_027_560, inodesUsed: 44 };
export const FULL_TMP = { ...TMP, used: TMP.kib, available: 0 };

/** A small node with two agents and four applications, collected after two ordinary hours. */
export function smallNode(
  own: Partial<NodeSpec> = {},
  beforePods: (node: Node) => void = () => {},
): { readonly node: Node; readonly pods: readonly Pod[] } {
  const node = createNode({
    seed: 'confounder',
    hostname: 'node-d1.example.com',
    kernel: '5.10.134-16.al8.x86_64',
    os: { id: 'alinux', version: '3', pretty: 'Alibaba Cloud Linux 3 (Soaring Falcon)' },
    docker: '20.10.24',
    kubelet: 'v1.20.15',
    cpus: 4,
    memoryKib: 16_220_480,
    clock: { collectedAt: NOW, uptime: 900_000, utcOffset: 0 },
    root: ROOT,
    ...own,
  });
  beforePods(node);
  const pods = [...addNodeAgents(node, 800_000), ...addApplications(node, 4, { secrets: 1 })];
  addTraffic(node, { from: ago(7200), to: NOW, pods, every: 30 });
  return { node, pods };
}

const EXEC_FAILED = 'OCI runtime exec failed: write /tmp/runc-process';

/** Exec probes that fail from one moment to another, every ten seconds. */
export function failExecs(node: Node, pods: readonly Pod[], from: number, to: number): void {
  const random = node.random.fork('execs');
  for (let time = from, i = 0; time < to; time += 10, i++) {
    const pod = pods[i % pods.length];
    const error = `${EXEC_FAILED}${random.int(100_000_000, 999_999_999)}: no space left on device: unknown`;
    node.journal.docker(time, 'error', `Error running exec ${random.hex(64)} in container: ${error}`);
    node.journal.kubelet(
      time + 0.002,
      'I',
      'prober.go:117',
      `Readiness probe for "${pod?.name}_${pod?.namespace}(${pod?.uid}):app" failed (failure): ${error}`,
    );
  }
}

/** Container starts that fail at the overlay mount. */
export function failOverlayMounts(node: Node, from: number, to: number): void {
  const random = node.random.fork('overlay');
  for (let time = from; time < to; time += 30) {
    node.journal.docker(
      time,
      'error',
      `Handler for POST /v1.41/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/${random.hex(64)}-init/merged: no space left on device`,
    );
  }
}

/** ossfs for a bucket, without options: it buffers in /tmp and keeps nothing free. */
export function addOssfs(node: Node): number {
  addMount(node.table, node.numbers, {
    point: '/mnt/bucket',
    fsType: 'fuse.ossfs',
    source: 'ossfs',
    device: node.numbers.anonymousDevice(),
    shared: node.numbers.peerGroup(),
    superOptions: 'rw,user_id=0,group_id=0,allow_other',
  });
  const pid = node.nextPid();
  addProcess(node, {
    pid,
    comm: 'ossfs',
    command: 'ossfs media-archive:/ /mnt/bucket -ourl=oss-internal.example.com -oallow_other',
  });
  return pid;
}

/** dockerd and containerd as services with PrivateTmp: another namespace, in which /tmp is a directory of the root disk. */
export function isolateDaemons(node: Node): void {
  const namespace = emptyNamespace(node.numbers.namespaceInode());
  copyTree(node.table.rows, namespace, node.numbers, { at: '/', onto: 1, as: 'slave' });
  const { source, device } = node.spec.root;
  addMount(namespace, node.numbers, {
    point: '/tmp',
    fsType: 'ext4',
    source,
    device,
    root: '/tmp/systemd-private-0c1f-docker.service-x2k9pq/tmp',
  });
  for (const [i, process] of node.processes.entries()) {
    if (process.comm === 'dockerd' || process.comm === 'containerd') node.processes[i] = { ...process, namespace };
  }
}

/** A container with `/` of the node inside; call `crowd` when all mounts of the node are there. */
export const addRootContainer = (node: Node, name: string, propagation: 'rslave' | 'rprivate') =>
  addContainer(node, {
    name,
    image: 'busybox',
    command: 'sleep 3d',
    comm: 'sleep',
    startedAt: ago(90_000),
    binds: [{ ...hostRoot('/rootfs'), propagation, writable: true }],
  });

/**
 * Fills the namespace of a container up to a number of mounts with copies of the node's tree below its own merged
 * directory, as docker cp leaves them.
 */
export function crowd(node: Node, container: ReturnType<typeof addRootContainer>, mounts: number): void {
  const { namespace } = container;
  fillContainerNamespace(node, container);
  const merged = `/rootfs/var/lib/docker/overlay2/${container.layer}/merged/rootfs`;
  const as = container.binds[0]?.propagation === 'rslave' ? 'slave' : 'private';
  while (namespace.rows.length < mounts)
    copyTree(node.table.rows.slice(0, mounts - namespace.rows.length), namespace, node.numbers, { at: merged, as });
}

/** Copies out of a container that fail at the bind of its volume. */
export function failCopies(
  node: Node,
  container: { readonly name: string; readonly layer: string },
  ages: readonly number[],
): void {
  for (const age of ages) {
    node.journal.docker(
      ago(age),
      'error',
      `Handler for GET /v1.40/containers/${container.name}/archive returned error: mount /:/var/lib/docker/overlay2/${container.layer}/merged/rootfs, flags: 0x5000: no space left on device`,
    );
  }
}
