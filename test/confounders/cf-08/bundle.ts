import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import { addRuncInit, runcSteps } from '../../../scripts/samples/stuck-runc.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { addStalledPleg, addTimeouts } from '../stalled-kubelet.ts';

/**
 * ext4 prints each day that a disk had two errors two years ago, and the node is not ready because of a runc init that
 * hangs: the oldest line of the bundle is not the cause.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'cf-08', docker: '20.10.6' });
  const stuck = pods.at(-1)?.containers.at(-1);
  if (stuck === undefined) throw new Error('the node has no container');
  const errorTime = NOW - 2 * 365 * 86_400;
  for (let day = 1; day <= 9; day++) {
    node.journal.kernel(ago(day * 86_400 + 300), 'EXT4-fs (vda1): error count since last fsck: 2');
    for (const which of ['initial', 'last'])
      node.journal.kernel(
        ago(day * 86_400 + 299.9),
        `EXT4-fs (vda1): ${which} error at time ${errorTime}: ext4_find_entry:1465: inode 2883586`,
      );
  }
  const init = addRuncInit(node, stuck, { age: 1500, waitsIn: 'pipe_write' });
  addTimeouts(node, stuck.id, ago(1370), NOW);
  addStalledPleg(node, ago(1300), NOW, 1490);
  return withTexts(withSteps(bundleOf(node), runcSteps([init])), {
    'commands/docker/version.json': (text) => text.replace(/1\.0\.0-rc8\+dev/, '1.0.0-rc93'),
  });
}
