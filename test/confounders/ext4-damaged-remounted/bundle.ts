import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { readOnlyRoot, refuseContainers } from '../storage-lines.ts';

/** A bitmap of the root disk that cannot be, no I/O error: ext4 gave up its journal and takes no more writes. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  node.blockDevices.push('/sys/class/block/vda1/dev:253:1');
  node.journal.kernel(
    ago(1800),
    'EXT4-fs error (device vda1): ext4_mb_generate_buddy:802: group 12, block bitmap and bg descriptor inconsistent: 32 vs 31 free clusters',
  );
  node.journal.kernel(ago(1799.9), 'Aborting journal on device vda1-8.');
  node.journal.kernel(ago(1799.8), 'EXT4-fs (vda1): Remounting filesystem read-only');
  refuseContainers(node, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: read-only file system`);
  return readOnlyRoot(bundleOf(node));
}
