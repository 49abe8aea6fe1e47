import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** Creations take longer than the kubelet waits, and each retry meets the name of the first one; why they are slow is not told. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-name-reserved' });
  addOldTroubles(node);
  repeat(node, 1200, 60, (time) =>
    node.journal.kubelet(
      time,
      'E',
      'remote_runtime.go:116',
      `RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to reserve sandbox name "cart-0_shop_964d3950_1": name "cart-0_shop_964d3950_1" is reserved for "081b44846a5be544621fad10e504f6f51e3d128753dc838f61ab3f4c5d6e7f80"`,
    ),
  );
  return bundleOf(node);
}
