import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addRootContainer, ago, crowd, failOverlayMounts, NOW, smallNode } from '../nodes.ts';

/** Two containers at the mount limit, of which only one receives the mounts that fail. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const innocent = addRootContainer(node, 'frozen-copy', 'rprivate');
  const culprit = addRootContainer(node, 'live-copy', 'rslave');
  failOverlayMounts(node, ago(1800), NOW);
  crowd(node, innocent, 99_990);
  crowd(node, culprit, 99_990);
  return bundleOf(node);
}
