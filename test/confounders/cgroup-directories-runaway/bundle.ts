import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { CENTOS7, groups, refusePods } from '../cgroup-failures.ts';
import { smallNode } from '../nodes.ts';

/** All hierarchies hold 65,000 groups: they exist, something makes them and never removes them. No kernel memory leak. */
export function bundle(): BundleFiles {
  const { node } = smallNode(CENTOS7);
  refusePods(node);
  return withSteps(bundleOf(node), [groups(65_535, 65_400)]);
}
