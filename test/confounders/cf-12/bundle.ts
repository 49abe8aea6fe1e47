import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addFilesystem } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { reportNode, withMemory, withOomKilled } from '../oom.ts';

const GIB = 1 << 20;

/**
 * The node of 64 GiB has none left and the kernel kills mysqld, the largest program with 12 GiB. All programs together
 * have 18; 38 GiB are files in a volume in memory.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'cf-12', memoryKib: 64 * GIB });
  const uid = pods.at(-1)?.uid ?? '';
  addFilesystem(node, {
    point: `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/scratch`,
    type: 'tmpfs',
    source: 'tmpfs',
    kib: 64 * GIB,
    used: 38 * GIB,
    available: 26 * GIB,
    inodes: 8_000_000,
    inodesUsed: 5211,
  });
  const victim = pods.at(-2)?.containers.at(-1);
  if (victim === undefined) throw new Error('the node has no container');
  const held = { available: GIB, anonymous: 18 * GIB, shared: 38 * GIB, slab: GIB };
  reportNode(
    node,
    ago(600),
    held,
    [
      { pid: 20_154, comm: 'mysqld', rssKib: 12 * GIB },
      { pid: 21_001, comm: 'java', rssKib: 5 * GIB },
    ],
    victim.cgroup,
  );
  return withMemory(withOomKilled(bundleOf(node), victim.id), {
    MemFree: GIB / 2,
    MemAvailable: 13 * GIB,
    AnonPages: 6 * GIB,
    Shmem: 38 * GIB,
    Cached: 40 * GIB,
    SUnreclaim: GIB,
  });
}
