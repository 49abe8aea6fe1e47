import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { FULL, smallNode } from '../nodes.ts';
import { addDataDisk, refuseContainers } from '../storage-lines.ts';

/** The root disk is full to the last byte; what fails is the state directory of new containers, in a full /run. */
export function bundle(): BundleFiles {
  const run = { kib: 3_244_096, used: 3_244_096, available: 0 };
  const { node } = smallNode({ seed: 'run-full', root: FULL, run, dockerRoot: '/data/docker' }, (bare) =>
    addDataDisk(bare, { point: '/data' }),
  );
  refuseContainers(
    node,
    (id) =>
      `failed to create shim task: mkdir /run/containerd/io.containerd.runtime.v2.task/moby/${id}: no space left on device`,
  );
  return bundleOf(node);
}
