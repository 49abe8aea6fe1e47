import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, ROOT, smallNode } from '../nodes.ts';
import { addDataDisk, failRequests, refuseContainers } from '../storage-lines.ts';

/**
 * The disk of docker fails to write the log of its xfs, which shuts down: the mount table shows rw and df shows room. The
 * root disk is at 90 %.
 */
export function bundle(): BundleFiles {
  const root = { ...ROOT, used: 35_126_676, available: 3_902_968 };
  const { node } = smallNode({ seed: 'xfs', root, dockerRoot: '/data/docker' }, (bare) =>
    addDataDisk(bare, { point: '/data', type: 'xfs' }),
  );
  failRequests(
    node,
    'I/O',
    'vdb',
    Array.from({ length: 18 }, (_, i) => 52_430_000 + 8 * i),
  );
  node.journal.kernel(ago(1000), 'XFS (vdb): log I/O error -5');
  node.journal.kernel(
    ago(1000) + 0.001,
    'XFS (vdb): Log I/O Error (0x2) detected at xlog_ioend_work+0x98/0xa0 [xfs] (fs/xfs/xfs_log.c:1378).  Shutting down filesystem.',
  );
  node.journal.kernel(ago(1000) + 0.002, 'XFS (vdb): Please unmount the filesystem and rectify the problem(s)');
  refuseContainers(node, (id) => `mkdir /data/docker/overlay2/${id}-init: input/output error`);
  return bundleOf(node);
}
