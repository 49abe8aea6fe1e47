import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { bindKubeletRoot, leaveDisks, refuseDisks, SECOND_PATH } from '../kubelet-volumes.ts';
import { addRootContainer, smallNode } from '../nodes.ts';

/**
 * The kubelet's directory is bound from another disk, and that second path is all that blocks its volumes. A log agent
 * that sees `/` of the node runs beside it and appears in no reference.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({}, bindKubeletRoot);
  const disks = leaveDisks(node, 40, [{ prefix: SECOND_PATH, isSlave: false }]);
  refuseDisks(node, disks, 300);
  addRootContainer(node, 'log-agent', 'rslave');
  return bundleOf(node);
}
