import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addMount } from '../mounts.ts';
import { addFilesystem, createNode, type Node } from '../node.ts';
import { addPod, hostRoot, type Pod, type PodDisk } from '../pods.ts';
import { addKernelThread } from '../system-processes.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import type { Incident } from './incident.ts';

const COLLECTED = epoch('2024-05-21T06:02:40Z');
const PODS = 350;
const DISKS = 180;
const MOUNTS = 9000;

/** A node filled to the brim: 350 pods, 180 disks, 9,000 mounts, 400 threads of journals. Each of them has its owner. */
export const healthyDense: Incident = {
  name: 'healthy-dense',
  build() {
    const node = createNode({
      seed: 'healthy-dense',
      hostname: 'node-c1.example.com',
      kernel: '5.10.134-16.al8.x86_64',
      os: { id: 'alinux', version: '3', pretty: 'Alibaba Cloud Linux 3 (Soaring Falcon)' },
      docker: '20.10.24',
      kubelet: 'v1.22.15',
      cpus: 64,
      unifiedCgroups: true,
      memoryKib: 263_841_120,
      clock: { collectedAt: COLLECTED, uptime: 3_204_117.9, utcOffset: 28_800 },
      root: {
        source: '/dev/vda3',
        device: '253:3',
        kib: 515_928_320,
        used: 301_224_480,
        available: 191_014_112,
        inodes: 32_768_000,
        inodesUsed: 8_240_112,
      },
    });
    addFilesystem(node, {
      source: '/dev/sr0',
      type: 'iso9660',
      point: '/mnt/seed',
      device: '11:0',
      options: 'ro,relatime',
      superOptions: 'ro',
      kib: 374,
      used: 374,
      available: 0,
      inodes: 0,
      inodesUsed: 0,
    });
    addFilesystem(node, {
      source: '/dev/vda2',
      type: 'vfat',
      point: '/boot/efi',
      device: '253:2',
      kib: 204_580,
      used: 12_314,
      available: 192_266,
      inodes: 0,
      inodesUsed: 0,
    });
    const pods = Array.from({ length: PODS }, (_, i) => addDensePod(node, i));
    addFilesystem(node, {
      source: '/dev/vdzz',
      type: 'ext4',
      point: '/var/backup',
      device: '253:4080',
      kib: 103_081_248,
      used: 41_214_000,
      available: 56_602_120,
      inodes: 6_553_600,
      inodesUsed: 2112,
    });
    addLooseDirectories(node, MOUNTS - node.table.rows.length);
    addTraffic(node, { from: COLLECTED - 2 * 3600, to: COLLECTED, pods, every: 8 });
    addOldExt4Reminder(node, 'vda3', COLLECTED - 5000, 1_620_003_112);
    return bundleOf(node);
  },
};

/** The name of the nth virtio disk: vdb, ..., vdz, vdaa, ... */
export function diskName(n: number): string {
  const letter = (i: number): string => String.fromCharCode(97 + i);
  return n < 26 ? `vd${letter(n)}` : `vd${letter(Math.floor(n / 26) - 1)}${letter(n % 26)}`;
}

/** The disk of the nth pod with its two threads of the journal. */
function attachDisk(node: Node, n: number): PodDisk {
  const name = diskName(n + 1);
  const volume = `d-${node.random.suffix(16)}`;
  for (const comm of [`jbd2/${name}-8`, 'ext4-rsv-conver']) addKernelThread(node, node.nextPid(), comm);
  return {
    volume,
    source: `/dev/${name}`,
    device: `253:${16 * (n + 1)}`,
    kib: 20_511_312,
    used: 1_204_000 + 60_000 * n,
  };
}

function addDensePod(node: Node, n: number): Pod {
  const shape = { age: 3600 * (10 + n), secrets: 3, subPaths: 16, disks: n < DISKS ? [attachDisk(node, n)] : [] };
  const image = 'registry.example.com/data/db:14.2';
  if (n < PODS - 1) {
    const containers = [{ name: 'db', image, command: '/usr/local/bin/db' }];
    return addPod(node, { ...shape, namespace: `team-${n % 12}`, name: `db-${n}-0`, containers });
  }
  const containers = [{ name: 'exporter', image, command: '/bin/node_exporter', binds: [hostRoot('/host/root')] }];
  return addPod(node, {
    ...shape,
    namespace: 'monitoring',
    name: `node-exporter-${node.random.suffix(5)}`,
    containers,
  });
}

/** Directories that administrators bound elsewhere, up to the number of mounts of the case. */
function addLooseDirectories(node: Node, count: number): void {
  const root = node.table.top.get('/');
  if (root === undefined || count < 0) throw new Error(`${-count} mounts too many`);
  for (let i = 0; i < count; i++)
    addMount(node.table, node.numbers, { ...root, root: `/srv/tenants/t${i}`, point: `/export/t${i}` });
}
