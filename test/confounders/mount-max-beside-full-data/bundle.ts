import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, failOverlayMounts, NOW, smallNode } from '../nodes.ts';
import { addDataDisk } from '../storage-lines.ts';

/**
 * Two faults with one errno: overlay mounts fail over fs.mount-max = 10, and directories that containers want from a full
 * data disk cannot be made. The operation and its path tell which is which.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  node.sysctl.set('fs.mount-max', '10');
  addDataDisk(node, { point: '/data', used: 103_081_248 });
  failOverlayMounts(node, ago(1800), NOW);
  for (let age = 1700; age > 0; age -= 60)
    node.journal.docker(
      ago(age),
      'error',
      `Handler for POST /v1.41/containers/create returned error: error while creating mount source path '/data/app': mkdir /data/app: no space left on device`,
    );
  return bundleOf(node);
}
