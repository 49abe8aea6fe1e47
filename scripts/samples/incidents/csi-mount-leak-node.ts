import { epoch } from '../clock.ts';
import { addMount } from '../mounts.ts';
import { addFilesystem, type Node } from '../node.ts';
import { alinuxNode } from './alinux-node.ts';
import type { Variant } from './incident.ts';

export const COLLECTED = epoch('2024-04-12T07:29:05Z');
export const BOOTED = epoch('2023-02-18T03:21:25Z');
/** From the monotonic clock in a message of the kubelet. */
export const KUBELET_START = epoch('2024-04-12T07:30:41.437Z') - 21_254_165.582;

/**
 * A worker of 48 CPUs and 310 GiB that has been up for 419 days. Its own file systems are xfs, so that the threads of
 * ext4 are those of the leaked disks alone; the clock of its kernel log has fallen twelve minutes behind.
 */
export const leakingNode = (variant: Variant): Node =>
  alinuxNode(
    {
      seed: 'csi-mount-leak',
      hostname: 'node-a4.example.com',
      kernel: '4.19.91-26.6.al7.x86_64',
      docker: '19.03.15',
      cpus: 48,
      memoryKib: 325_058_560,
      clock: { collectedAt: COLLECTED, uptime: COLLECTED - BOOTED, utcOffset: 28_800, kernelDrift: 730 / 35_853_000 },
      load: '48.03 43.91 42.94 10',
      logs: { dockerLogFile: true, kernelJournalFrom: epoch('2024-04-11T22:00:00Z') },
      kubeletProcess: {
        pid: 3_237_254,
        started: KUBELET_START - BOOTED,
        rss: 2_254_438,
        threads: 212,
        cpus: 20.22,
        ticks: 14_120_880_031,
        openFiles: 1840,
        state: 'S',
      },
      root: {
        source: '/dev/vda1',
        device: '253:1',
        type: 'xfs',
        kib: 123_722_704,
        used: 61_403_276,
        available: 62_319_428,
        inodes: 61_863_936,
        inodesUsed: 677_111,
      },
    },
    variant,
  );

/** The disk of docker and the kubelet is mounted at /var/lib/container; both know it by a second path. */
export function addOwnDisks(node: Node, variant: Variant): void {
  const { table, numbers } = node;
  const crowded = variant.crowdedDisk === true;
  addFilesystem(node, {
    ...{ source: '/dev/vdb', type: 'xfs', point: '/opt/hybrid-data', device: '253:16', kib: 2_147_483_648 },
    used: crowded ? 2_061_584_302 : 912_004_116,
    available: crowded ? 85_899_346 : 1_235_479_532,
    ...{ inodes: 1_073_741_824, inodesUsed: 4_211_908 },
  });
  addFilesystem(node, {
    ...{ source: '/dev/vdc', type: 'xfs', point: '/var/lib/container', device: '253:32', kib: 1_073_741_824 },
    ...{ used: 341_220_008, available: 732_521_816, inodes: 536_870_912, inodesUsed: 6_120_331 },
  });
  const second = (at: string, root: string, point: string): void => {
    const original = table.top.get(at);
    if (original !== undefined) addMount(table, numbers, { ...original, root, point });
  };
  second('/var/lib/container', '/docker', '/var/lib/docker');
  second('/var/lib/container', '/kubelet', '/var/lib/kubelet');
  second('/var/lib/container', '/containerd', '/var/lib/containerd');
  second('/opt/hybrid-data', '/home', '/home/admin');
}
