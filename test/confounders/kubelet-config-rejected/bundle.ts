import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { failCommand } from '../kubelet-starts.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** An edited configuration with a field that is not known, on a node that worked until then. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ kubelet: 'v1.28.4' });
  const file = '/var/lib/kubelet/config.yaml';
  failCommand(
    node,
    `failed to load kubelet config file, path: ${file}, error: failed to load Kubelet config file ${file}, error failed to decode: strict decoding error: unknown field "evictionHards"`,
    ago(900),
    NOW,
  );
  return bundleOf(node);
}
