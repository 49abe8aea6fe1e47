import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { addDataDisk, readOnlyRoot, refuseContainers } from '../storage-lines.ts';

/** The root disk is read-only after a block could not be read, and a data disk complains of a deleted inode all the time. */
export function bundle(): BundleFiles {
  const { node } = smallNode({}, (made) => addDataDisk(made, { point: '/data' }));
  node.blockDevices.push('/sys/class/block/vda1/dev:253:1', '/sys/class/block/vdb/dev:253:16');
  for (const age of [1700, 900, 30])
    node.journal.kernel(
      ago(age),
      'EXT4-fs error (device vdb): ext4_lookup:1441: inode #2: comm rm: deleted inode referenced: 14',
    );
  node.journal.kernel(
    ago(1801),
    'EXT4-fs error (device vda1): __ext4_get_inode_loc:4317: inode #2: block 1095: comm dockerd: unable to read itable block',
  );
  node.journal.kernel(ago(1800), 'EXT4-fs (vda1): Remounting filesystem read-only');
  refuseContainers(node, (id) => `mkdir /var/lib/docker/overlay2/${id}-init: read-only file system`);
  return readOnlyRoot(bundleOf(node));
}
