import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { FULL_TMP, smallNode } from '../nodes.ts';
import { refuseContainers } from '../storage-lines.ts';

/** /tmp is full, and docker says ENOSPC without a path: /tmp may be behind it, and stays what is wrong with the node. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ tmp: FULL_TMP });
  refuseContainers(node, () => 'failed to prepare the network of the container: no space left on device');
  return bundleOf(node);
}
