import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** Interfaces of pods that ended were released late, each after one or two complaints, as on any node. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'interface-released' });
  for (const [age, device] of [
    [5000, 'lo'],
    [4990, 'lo'],
    [2100, 'veth4c7e91a'],
    [900, 'vethb01d77c'],
    [890, 'vethb01d77c'],
  ] as const)
    node.journal.kernel(ago(age), `unregister_netdevice: waiting for ${device} to become free. Usage count = 1`);
  return bundleOf(node);
}
