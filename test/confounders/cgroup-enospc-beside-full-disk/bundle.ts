import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { CENTOS7, groups, refusePods } from '../cgroup-failures.ts';
import { FULL, smallNode } from '../nodes.ts';

/** The root disk is full, but what fails is mkdir in the memory hierarchy, whose groups are used up. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ ...CENTOS7, root: FULL });
  refusePods(node);
  return withSteps(bundleOf(node), [groups(65_535, 120)]);
}
