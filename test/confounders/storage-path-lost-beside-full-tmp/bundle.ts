import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL_TMP, failExecs, NOW, smallNode } from '../nodes.ts';
import { addDataDisk } from '../storage-lines.ts';

const MDSTAT = `Personalities : [raid1]
md0 : active raid1 sdb1[1](F) sda1[0]
      1046528 blocks super 1.2 [2/1] [U_]

unused devices: <none>
`;

/**
 * One of the paths to the data disk is gone and the disk goes on over the others, a mirror works with one disk; execs fail
 * because /tmp is full.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'path', tmp: FULL_TMP }, (bare) =>
    addDataDisk(bare, { point: '/srv/data', disk: 'mapper/mpatha', device: '252:4', type: 'xfs' }),
  );
  const lines = [
    'sd 3:0:0:1: [sdc] tag#12 FAILED Result: hostbyte=DID_TRANSPORT_FAILFAST driverbyte=DRIVER_OK cmd_age=31s',
    'blk_update_request: I/O error, dev sdc, sector 2097152 op 0x1:(WRITE) flags 0x4000800 phys_seg 2 prio class 0',
    'device-mapper: multipath: 252:4: Failing path 8:32.',
  ];
  for (const [i, line] of lines.entries()) node.journal.kernel(ago(1900) + i / 1000, line);
  failExecs(node, pods, ago(1800), NOW);
  return withSteps(bundleOf(node), [step('mdstat', 3, 'mdstat', 'proc/mdstat', MDSTAT)]);
}
