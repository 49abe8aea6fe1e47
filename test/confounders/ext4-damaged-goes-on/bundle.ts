import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** Damaged bitmaps of the root disk, which was made with errors=continue: nothing fails yet, and nothing is well. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  node.blockDevices.push('/sys/class/block/vda1/dev:253:1');
  for (const age of [1600, 300, 60])
    node.journal.kernel(
      ago(age),
      'EXT4-fs error (device vda1): ext4_validate_block_bitmap:390: comm kworker/u8:2: bg 12: block 393216: invalid block bitmap',
    );
  return bundleOf(node);
}
