import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, failOverlayMounts, NOW, smallNode } from '../nodes.ts';

/** Overlay mounts fail with the error text of the mount limit, and the kernel names a work directory on a full disk. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  failOverlayMounts(node, ago(1800), NOW);
  for (let age = 1800; age > 0; age -= 30) {
    const work = `/var/lib/docker/overlay2/${node.random.hex(64)}-init/work/work`;
    node.journal.kernel(ago(age), `overlayfs: failed to create directory ${work} (errno: 28); mounting read-only`);
  }
  return bundleOf(node);
}
