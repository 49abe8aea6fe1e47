import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { addRootContainer, crowd, smallNode } from '../nodes.ts';

/** 60,000 mounts in a container that binds `/`, under a docker that copies in a mount namespace of its own. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ docker: '24.0.7' });
  crowd(node, addRootContainer(node, 'node-shell', 'rslave'), 60_000);
  return bundleOf(node);
}
