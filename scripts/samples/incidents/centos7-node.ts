import { createNode, type Node, type NodeSpec } from '../node.ts';
import { tmpfsSpace } from '../tmpfs-space.ts';
import type { Variant } from './incident.ts';

type Own = Pick<NodeSpec, 'seed' | 'hostname' | 'clock'> & Partial<NodeSpec>;

const ROOT = {
  source: '/dev/sda2',
  device: '8:2',
  kib: 103_080_204,
  used: 31_402_116,
  available: 66_418_824,
  inodes: 6_553_600,
  inodesUsed: 412_870,
};

/** A worker on hardware of 2018: CentOS 7.6 with its kernel 3.10, docker 18.06.1, kubelet 1.12.4. */
export function centos7Node(own: Own, variant: Variant = {}): Node {
  return createNode({
    kernel: '3.10.0-957.1.3.el7.x86_64',
    os: { id: 'centos', version: '7', pretty: 'CentOS Linux 7 (Core)' },
    docker: '18.06.1-ce',
    kubelet: 'v1.12.4',
    cpus: 32,
    memoryKib: 131_750_912,
    root: ROOT,
    run: { ...tmpfsSpace(65_875_456, 41_984, 2904) },
    ...(variant.crowdedDisk === true ? { root: { ...ROOT, used: 94_701_204, available: 3_119_736 } } : {}),
    ...own,
  });
}

/** Descriptors by kind of the daemons and of processes with many; the counts of all processes follow from them. */
export function fdKindsOf(rows: readonly (readonly [pid: number, count: number, kind: string])[]): string {
  return rows.map(([pid, count, kind]) => `${pid} ${count} ${kind}\n`).join('');
}

/** Table of control groups: `memory` groups in the memory hierarchy, `others` in each of the other ones. */
export function cgroupCounts(memory: number, others: number): string {
  const names = [
    'cpuset',
    'cpu',
    'cpuacct',
    'memory',
    'devices',
    'freezer',
    'net_cls',
    'blkio',
    'perf_event',
    'hugetlb',
  ];
  const hierarchies = [10, 4, 4, 6, 5, 9, 3, 8, 2, 7];
  const rows = names.map((name, i) => {
    const spread = name === 'devices' ? 61 : name === 'cpuset' ? 0 : i;
    return `${name}\t${hierarchies[i] ?? 0}\t${name === 'memory' ? memory : others + spread}\t1\n`;
  });
  return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${rows.join('')}pids\t11\t${others + 61}\t1\nnet_prio\t3\t${others + 6}\t1\n`;
}
