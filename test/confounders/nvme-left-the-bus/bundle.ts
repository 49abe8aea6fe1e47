import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addFilesystem } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/**
 * The controller of a data disk leaves the bus; writes to it fail. The controller of another disk, which is well, once
 * lost an interrupt, and a corrected PCIe error is logged for the root port beside it.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'nvme' });
  addFilesystem(node, {
    source: '/dev/nvme1n1',
    type: 'ext4',
    point: '/data',
    device: '259:3',
    kib: 1_031_042_048,
    used: 402_118_656,
    available: 628_923_392,
    inodes: 65_536_000,
    inodesUsed: 1_204_118,
  });
  const say = (age: number, line: string): void => node.journal.kernel(ago(age), line);
  say(6000, 'pcieport 0000:3a:00.0: AER: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)');
  say(5200, 'nvme nvme0: I/O 12 QID 3 timeout, completion polled');
  say(640, 'nvme nvme1: I/O 775 QID 2 timeout, aborting');
  say(610, 'nvme nvme1: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0xffff');
  say(600, 'nvme nvme1: Removing after probe failure status: -19');
  say(
    599,
    'blk_update_request: I/O error, dev nvme1n1, sector 8760 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0',
  );
  say(598, 'Buffer I/O error on dev nvme1n1, logical block 1095, lost async page write');
  say(
    597.5,
    'EXT4-fs warning (device nvme1n1): ext4_end_bio:345: I/O error 10 writing to inode 12 starting block 1095)',
  );
  say(597, 'JBD2: Error -5 detected when updating journal superblock for nvme1n1-8.');
  say(596, 'Aborting journal on device nvme1n1-8.');
  say(595, 'EXT4-fs error (device nvme1n1): ext4_journal_check_start:61: Detected aborted journal');
  say(594, 'EXT4-fs (nvme1n1): Remounting filesystem read-only');
  return bundleOf(node);
}
