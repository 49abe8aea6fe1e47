import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addHealthyNoise } from '../healthy-noise.ts';
import { addFilesystem, createNode, type Node } from '../node.ts';
import { addApplications, addNodeAgents } from '../pods.ts';
import { ipvsService } from '../proc-files.ts';
import { addPrivateTmpService } from '../system-processes.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import type { Incident } from './incident.ts';

const COLLECTED = epoch('2024-03-12T10:40:12Z');
const SNAPS = ['core20_2182', 'core20_2264', 'lxd_24061', 'lxd_24322', 'snapd_20671', 'snapd_21184'] as const;

/** A busy worker with some 2,500 mounts on which nothing is wrong, and with everything that looks as if. */
export const healthyNode: Incident = {
  name: 'healthy-node',
  build() {
    const node = createNode({
      seed: 'healthy-node',
      hostname: 'node-b1.example.com',
      kernel: '5.4.0-173-generic',
      os: { id: 'ubuntu', version: '20.04', pretty: 'Ubuntu 20.04.6 LTS' },
      docker: '20.10.17',
      kubelet: 'v1.22.17',
      cpus: 8,
      memoryKib: 32_880_604,
      clock: { collectedAt: COLLECTED, uptime: 1_208_311.4, utcOffset: 3600 },
      root: {
        source: '/dev/sda2',
        device: '8:2',
        kib: 205_312_696,
        used: 121_004_332,
        available: 73_809_212,
        inodes: 13_107_200,
        inodesUsed: 2_811_904,
      },
    });
    addSnaps(node);
    addFilesystem(node, {
      source: '/dev/sdb1',
      type: 'ext4',
      point: '/srv/archive',
      device: '8:17',
      kib: 515_010_816,
      used: 402_004_112,
      available: 86_773_104,
      inodes: 32_768_000,
      inodesUsed: 921_340,
    });
    const pods = [
      ...addNodeAgents(node, 1_200_000),
      ...addApplications(node, 107, { sidecars: 2, initContainers: 1, secrets: 3, subPaths: 4 }),
    ];
    node.ipvs.push(
      ipvsService('10.96.0.10', 53, [
        ['10.244.1.9', 53],
        ['10.244.3.4', 53],
      ]),
      ipvsService('10.96.0.1', 443, [['192.0.2.11', 6443]]),
      ipvsService('10.96.41.7', 8080, [['10.244.2.31', 8080]]),
    );
    addPrivateTmpService(node, { pid: 1190, comm: 'chronyd', command: '/usr/sbin/chronyd -F 1' });
    addTraffic(node, { from: COLLECTED - 6 * 3600, to: COLLECTED, pods, every: 14 });
    addHealthyNoise(node, pods);
    addOldExt4Reminder(node, 'sdb1', COLLECTED - 30_000, 1_640_995_200);
    return bundleOf(node);
  },
};

/** Squashfs is full by design: its image has exactly the size of its content. */
function addSnaps(node: Node): void {
  for (const [i, snap] of SNAPS.entries()) {
    const kib = 41_472 + 7_936 * i;
    addFilesystem(node, {
      source: `/dev/loop${i}`,
      type: 'squashfs',
      point: `/snap/${snap.replace('_', '/')}`,
      device: `7:${i}`,
      options: 'ro,nodev,relatime',
      superOptions: 'ro',
      kib,
      used: kib,
      available: 0,
      inodes: 11_000 + i,
      inodesUsed: 11_000 + i,
    });
  }
}
