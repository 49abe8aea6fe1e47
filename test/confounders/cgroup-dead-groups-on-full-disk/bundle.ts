import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { groups } from '../cgroup-failures.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** A kernel 4.19 keeps 70,000 deleted groups, which take no id any more; starts fail because the disk is full. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ kernel: '4.19.91-26.1.al7.x86_64', root: FULL });
  for (const age of [900, 600, 300, 60, 10])
    node.journal.docker(
      ago(age),
      'error',
      `Handler for POST /v1.41/containers/create returned error: mkdir /var/lib/docker/overlay2/${node.random.hex(64)}-init: no space left on device`,
    );
  return withSteps(bundleOf(node), [groups(70_000, 120)]);
}
