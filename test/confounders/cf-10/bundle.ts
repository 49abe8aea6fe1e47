import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { reportLimit, withOomKilled } from '../oom.ts';

/**
 * A container meets its limit of 1 GiB three times while more than half of the memory of the node is free; the kubelet
 * reports each kill as SystemOOM, and the root disk has been at 79 % for long.
 */
export function bundle(): BundleFiles {
  const root = { source: '/dev/vda1', device: '253:1', kib: 41_151_808, inodes: 2_621_440, inodesUsed: 201_112 };
  const { node, pods } = smallNode({ seed: 'cf-10', root: { ...root, used: 30_800_000, available: 8_229_644 } });
  const container = pods.at(-1)?.containers.at(-1);
  if (container === undefined) throw new Error('the node has no container');
  for (const [i, age] of [5400, 3600, 900].entries()) {
    const pid = 31_000 + i * 911;
    reportLimit(node, ago(age), container.cgroup, 1_048_576, { pid, comm: 'java', rssKib: 1_039_112 });
    node.journal.kubelet(
      ago(age) + 0.4,
      'I',
      'event.go:291',
      `"Event occurred" object="node-d1.example.com" kind="Node" apiVersion="v1" type="Warning" reason="SystemOOM" message="System OOM encountered, victim process: java, pid: ${pid}"`,
    );
  }
  return withOomKilled(bundleOf(node), container.id);
}
