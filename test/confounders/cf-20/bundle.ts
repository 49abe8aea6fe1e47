import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, failOverlayMounts, NOW, smallNode } from '../nodes.ts';

/** Mounts failed until the node was rebooted, twelve minutes before the collection. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ clock: { collectedAt: NOW, uptime: 720, utcOffset: 0 } });
  failOverlayMounts(node, ago(6000), ago(900));
  return bundleOf(node);
}
