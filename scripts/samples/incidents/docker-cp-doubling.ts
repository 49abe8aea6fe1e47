import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addContainer, type Container } from '../container.ts';
import { fillContainerNamespace } from '../container-mounts.ts';
import { copyTree, type Mount } from '../mounts.ts';
import { addFilesystem, type Node } from '../node.ts';
import { addApplications, addNodeAgents, addPod, hostRoot } from '../pods.ts';
import { addPrivateTmpService } from '../system-processes.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { alinuxNode } from './alinux-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2022-11-30T08:12:44Z');
const LAYER = '737429e3db385fada57a23d4dae34a41dee9c82fc12c6d6cfb3d4b5b8a43e585';
const MERGED = `/var/lib/docker/overlay2/${LAYER}/merged`;
/** Mounts in the container after each copy: every copy adds 954 times the next power of two. */
export const SERIES = [1645, 3553, 7369, 15001, 30265, 60793] as const;
/** Mounts of the node, so that three places that receive a tree of this size make the first step of the series. */
const NODE_MOUNTS = 318;
/** Mounts before the first copy of the series. */
const BEFORE = 691;

/**
 * A container with `/` of the node inside, and docker cp called seven times: six copies leave a tree behind at every
 * place where the container sees its own file system, the seventh no longer fits below fs.mount-max.
 */
export const dockerCpDoubling: Incident = {
  name: 'docker-cp-doubling',
  build: (variant: Variant = {}) => bundleOf(buildNode(variant)),
};

export function buildNode(variant: Variant = {}): Node {
  const node = alinuxNode(
    {
      seed: 'docker-cp-doubling',
      hostname: 'node-a2.example.com',
      clock: { collectedAt: COLLECTED, uptime: 806_311.2, utcOffset: 28_800 },
    },
    variant,
  );
  addFilesystem(node, {
    source: '/dev/vdb1',
    type: 'ext4',
    point: '/data',
    device: '253:17',
    kib: 206_292_968,
    used: 180_122_004,
    available: 15_668_852,
    inodes: 13_107_200,
    inodesUsed: 221_904,
  });
  const container = addRootContainer(node);
  const pods = [
    ...addNodeAgents(node, 800_000),
    ...addApplications(node, 5, { initContainers: 1, secrets: 31, subPaths: 6 }),
  ];
  if (variant.innocent === true) addSecondRootContainer(node);
  padTo(node, NODE_MOUNTS);
  addPrivateTmpService(node, { pid: 1190, comm: 'chronyd', command: '/usr/sbin/chronyd' });
  multiply(node, container);
  addTraffic(node, { from: COLLECTED - 2 * 3600, to: COLLECTED, pods, every: 12 });
  addLogs(node);
  return node;
}

const addRootContainer = (node: Node): Container =>
  addContainer(node, {
    name: 'my-mount-max',
    image: 'busybox',
    command: 'sleep 3d',
    comm: 'sleep',
    layer: LAYER,
    startedAt: COLLECTED - 14_200,
    binds: [{ ...hostRoot('/rootfs'), writable: true }],
  });

const addSecondRootContainer = (node: Node): Container =>
  addContainer(node, {
    name: 'node-shell',
    image: 'busybox',
    command: 'sleep 9d',
    comm: 'sleep',
    startedAt: COLLECTED - 400_000,
    binds: [{ ...hostRoot('/rootfs'), writable: true }],
  });

/** Fills the node up to an exact number of mounts with volumes of one more pod. */
function padTo(node: Node, mounts: number): void {
  // A pod without containers adds its sandbox (overlay, shm, network) and its token.
  const left = mounts - node.table.rows.length - 3;
  if (left < 1) throw new Error(`the node has ${node.table.rows.length} mounts already`);
  addPod(node, {
    namespace: 'shop',
    name: `report-${node.random.hex(9)}-${node.random.suffix(5)}`,
    age: 90_000,
    containers: [],
    secrets: left - 1,
  });
}

/**
 * The mounts in the container's namespace. runc binds `/` when /proc, /dev and the control groups already lie below the
 * merged directory, so they come along; one tree is left from an archive call before the series. Each later call copies
 * the node's tree to every mount that receives from the container's file system, and each copy brings one more of those.
 */
function multiply(node: Node, container: Container): void {
  const { numbers, table } = node;
  const { namespace } = container;
  fillContainerNamespace(node, container);
  const tree = table.rows;
  const group = table.top.get(MERGED)?.shared ?? 0;
  const receivers = (): Mount[] => namespace.rows.filter((m) => m.master === group && m.root === '/');
  const copyTo = (receiver: Mount): Mount[] =>
    copyTree(tree, namespace, numbers, {
      at: receiver.point === '/' ? '/rootfs' : `${receiver.point}/rootfs`,
      onto: receiver.id,
      as: 'slave',
    });
  const inner = receivers().find((m) => m.point !== '/');
  if (inner === undefined) throw new Error('the container does not see its own file system');
  copyTo(inner);
  const setUp = namespace.rows.filter((m) => /^\/(?:proc$|dev|sys)/.test(m.point));
  copyTree(setUp.slice(0, BEFORE - namespace.rows.length), namespace, numbers, {
    at: inner.point,
    onto: inner.id,
    as: 'slave',
  });
  for (const expected of SERIES) {
    for (const receiver of receivers()) copyTo(receiver);
    if (namespace.rows.length !== expected) throw new Error(`${namespace.rows.length} mounts instead of ${expected}`);
  }
}

function addLogs(node: Node): void {
  const { journal, random } = node;
  const failed = `mount /:${MERGED}/rootfs, flags: 0x5000: no space left on device`;
  for (const age of [1520, 1466, 1121, 610, 188])
    journal.docker(
      COLLECTED - age,
      'error',
      `Handler for GET /v1.40/containers/my-mount-max/archive returned error: ${failed}`,
    );
  journal.docker(
    COLLECTED - 4 * 86_400,
    'error',
    `Handler for POST /v1.40/images/create returned error: write /data/images/tmp/${random.hex(16)}: no space left on device`,
  );
  addOldExt4Reminder(node, 'vdb1', COLLECTED - 12_000, 1_604_973_511);
}
