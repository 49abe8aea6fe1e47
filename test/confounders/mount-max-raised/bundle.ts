import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, failOverlayMounts, smallNode } from '../nodes.ts';

/** Somebody raised fs.mount-max before the collection; mounts failed until then. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  node.sysctl.set('fs.mount-max', '1000000');
  failOverlayMounts(node, ago(5000), ago(1500));
  return bundleOf(node);
}
