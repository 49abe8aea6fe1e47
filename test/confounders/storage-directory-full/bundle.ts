import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { addDataDisk, refuseContainers } from '../storage-lines.ts';

/**
 * A directory of the root disk has ten million names and takes no more; the disk has room for bytes and inodes. A backup
 * disk is nearly full, and ext4 remembers an error of last year.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'directory' }, (bare) =>
    addDataDisk(bare, { point: '/srv/backup', used: 97_000_000 }),
  );
  refuseContainers(node, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: no space left on device`);
  for (const age of [900, 600, 300, 60, 10])
    node.journal.kernel(
      ago(age) + 0.0005,
      'EXT4-fs warning (device vda1): ext4_dx_add_entry:2601: Directory (ino: 1310722) index full, reach max htree level :2',
    );
  node.journal.kernel(ago(5000), 'EXT4-fs (vdb): error count since last fsck: 1');
  node.journal.kernel(
    ago(5000),
    `EXT4-fs (vdb): initial error at time ${NOW - 300 * 86_400}: ext4_lookup:1585: inode 2`,
  );
  return bundleOf(node);
}
