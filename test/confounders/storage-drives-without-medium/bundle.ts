import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { addDataDisk, failRequests } from '../storage-lines.ts';

/**
 * Nothing is wrong. A floppy and a CD drive without a medium and a loop device of a package that was replaced answer with
 * errors, an empty SATA port has no link, a path was reset for the multipath module at boot, and a disk refused a command
 * that it does not know.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'drives' }, (bare) => addDataDisk(bare, { point: '/srv/data', type: 'xfs' }));
  failRequests(node, 'I/O', 'fd0', [0, 0, 0]);
  failRequests(node, 'I/O', 'sr0', [0, 8, 16]);
  failRequests(node, 'I/O', 'loop11', [0, 2, 120]);
  const lines = [
    'Buffer I/O error on dev fd0, logical block 0, async page read',
    'ata2: SATA link down (SStatus 0 SControl 300)',
    'device-mapper: multipath service-time: version 0.3.0 loaded',
    'sd 0:0:0:0: [sda] tag#7 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE',
    'sd 0:0:0:0: [sda] tag#7 Sense Key : Illegal Request [current]',
    'XFS (vdb): Mounting V5 Filesystem',
    'XFS (vdb): Ending clean mount',
    'EXT4-fs warning (device vda1): ext4_dx_add_entry:2605: Large directory feature is not enabled on this filesystem',
  ];
  for (const [i, line] of lines.entries()) node.journal.kernel(ago(800 - i), line);
  return bundleOf(node);
}
