import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { reportNode, withMemory, withOomKilled } from '../oom.ts';

const GIB = 1 << 20;

/** 48 of 64 GiB are reserved as huge pages that nobody uses; the kernel kills a small program of the 16 that are left. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'hugepages-idle', memoryKib: 64 * GIB });
  const victim = pods.at(-2)?.containers.at(-1);
  if (victim === undefined) throw new Error('the node has no container');
  const held = { available: 0, anonymous: 13 * GIB, shared: GIB / 2, slab: GIB };
  reportNode(node, ago(500), held, [{ pid: 20_154, comm: 'java', rssKib: 7 * GIB }], victim.cgroup);
  return withMemory(withOomKilled(bundleOf(node), victim.id), {
    MemFree: GIB / 4,
    MemAvailable: GIB,
    AnonPages: 12 * GIB,
    Cached: GIB,
    SUnreclaim: GIB / 2,
    HugePages_Total: 24_576,
    HugePages_Free: 24_576,
    Hugepagesize: 2048,
    Hugetlb: 48 * GIB,
  });
}
