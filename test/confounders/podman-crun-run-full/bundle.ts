import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** podman with crun, which quotes its paths in another way: /run is full, and so is the root disk, which it did not need. */
export function bundle(): BundleFiles {
  const run = { kib: 1_622_048, used: 1_622_048, available: 0, inodes: 405_512, inodesUsed: 900 };
  const { node } = smallNode({ run, root: FULL });
  const lines = Array.from(
    { length: 30 },
    (_, i) =>
      `${shortIso(ago(900 - 30 * i))} node-d1 podman[881]: Error: OCI runtime error: crun: mkdir \`/run/crun/a${i}\`: No space left on device\n`,
  );
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', lines.join(''))]);
}
