import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { FULL, smallNode } from '../nodes.ts';
import { addDataDisk, failRequests, refuseContainers } from '../storage-lines.ts';

/** The archive disk cannot read three sectors; containers are refused because the root disk is full. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'medium', root: FULL }, (bare) => addDataDisk(bare, { point: '/srv/archive' }));
  failRequests(node, 'critical medium', 'vdb', [130_611_915, 130_611_920, 130_611_928]);
  refuseContainers(node, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: no space left on device`);
  return bundleOf(node);
}
