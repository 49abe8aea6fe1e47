import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { reportNode, withMemory, withOomKilled } from '../oom.ts';

const GIB = 1 << 20;

/** The same kill of mysqld, and 30 of the 64 GiB are objects of the kernel; a tmpfs holds 2. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'cf-12-slab', memoryKib: 64 * GIB });
  const victim = pods.at(-2)?.containers.at(-1);
  if (victim === undefined) throw new Error('the node has no container');
  const held = { available: GIB, anonymous: 24 * GIB, shared: 2 * GIB, slab: 30 * GIB };
  reportNode(
    node,
    ago(600),
    held,
    [
      { pid: 20_154, comm: 'mysqld', rssKib: 12 * GIB },
      { pid: 21_001, comm: 'java', rssKib: 9 * GIB },
    ],
    victim.cgroup,
  );
  return withMemory(withOomKilled(bundleOf(node), victim.id), {
    MemFree: GIB / 2,
    MemAvailable: 13 * GIB,
    AnonPages: 12 * GIB,
    Shmem: 2 * GIB,
    SUnreclaim: 30 * GIB,
    Slab: 31 * GIB,
  });
}
