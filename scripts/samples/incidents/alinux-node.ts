import { createNode, type Node, type NodeSpec } from '../node.ts';
import { tmpfsSpace } from '../tmpfs-space.ts';
import type { Variant } from './incident.ts';

type Own = Pick<NodeSpec, 'seed' | 'hostname' | 'clock'> & Partial<NodeSpec>;

const ROOT = {
  source: '/dev/vda1',
  device: '253:1',
  kib: 123_722_704,
  used: 36_403_276,
  available: 82_008_812,
  inodes: 7_864_320,
  inodesUsed: 677_111,
};

/** A worker of a managed cluster of 2022: kernel 4.19, docker 19.03.5, kubelet 1.20, one system disk of 118 GiB used to 31 %. */
export function alinuxNode(own: Own, variant: Variant = {}): Node {
  return createNode({
    kernel: '4.19.91-22.2.al7.x86_64',
    os: { id: 'alinux', version: '2.1903', pretty: 'Alibaba Cloud Linux (Aliyun Linux) 2.1903 LTS (Hunting Beagle)' },
    docker: '19.03.5',
    kubelet: 'v1.20.11',
    cpus: 4,
    memoryKib: 7_662_464,
    root: ROOT,
    run: { ...tmpfsSpace(3_831_232, 30_720, 1858) },
    ...(variant.crowdedDisk === true ? { root: { ...ROOT, used: 113_675_284, available: 4_736_804 } } : {}),
    ...own,
  });
}
