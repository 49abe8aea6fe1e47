import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addRootContainer, crowd, failCopies, smallNode } from '../nodes.ts';

/** fs.mount-max was raised by hand; the container whose mounts double with each docker cp is still there. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ docker: '19.03.15' });
  node.sysctl.set('fs.mount-max', '1000000');
  const container = addRootContainer(node, 'my-mount-max', 'rslave');
  failCopies(node, container, [5000, 4000, 1500]);
  crowd(node, container, 60_793);
  return bundleOf(node);
}
