import { type Alias, addLeakedDisks, type LeakedDisk } from '../../scripts/samples/leaked-disks.ts';
import { addMount } from '../../scripts/samples/mounts.ts';
import { addFilesystem, type Node } from '../../scripts/samples/node.ts';
import { addVolumeFlood } from '../../scripts/samples/volume-flood.ts';
import { ago, NOW } from './nodes.ts';

const ROOT = '/var/lib/kubelet';
export const SECOND_PATH = '/mnt/kubelet';

/** A disk at /mnt of which the directory `kubelet` is bound at the root directory of the kubelet. */
export function bindKubeletRoot(node: Node): void {
  addFilesystem(node, {
    ...{ source: '/dev/vdc', type: 'ext4', point: '/mnt', device: '253:32', kib: 206_292_968 },
    ...{ used: 41_220_008, available: 154_521_816, inodes: 13_107_200, inodesUsed: 120_331 },
  });
  const disk = node.table.top.get('/mnt');
  if (disk !== undefined) addMount(node.table, node.numbers, { ...disk, root: '/kubelet', point: ROOT });
}

/** Disks of jobs that are gone, mounted for the node at the root of the kubelet and at other places of it. */
export function leaveDisks(node: Node, count: number, aliases: readonly Alias[]): LeakedDisk[] {
  const booted = NOW - node.spec.clock.uptime;
  return addLeakedDisks(node, {
    firstDisk: 3,
    count,
    kubeletRoot: ROOT,
    aliases,
    mountedAt: (i) => ago(80_000 - 60 * i),
    volumes: new Map(),
    podMounts: () => [],
    readOnly: new Set(),
    uptime: (time) => time - booted,
  });
}

/** The kubelet tries to unmount each of them every two minutes. */
export function refuseDisks(node: Node, disks: readonly LeakedDisk[], lines: number): void {
  addVolumeFlood(node, { disks, from: ago(3600), to: ago(1), lines, kubeletStart: ago(800_000), kubeletRoot: ROOT });
}
