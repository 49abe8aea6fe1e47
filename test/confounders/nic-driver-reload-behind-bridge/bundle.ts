import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { BRIDGE, networkSteps } from '../pod-network.ts';

/** The driver was reloaded, but pods behind a bridge do not lose their interface by that: why they did cannot be told. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  node.journal.kernelAt(2.9, 'i40e: Intel(R) Ethernet Connection XL710 Network Driver - version 2.3.2-k');
  node.journal.kernel(ago(1300), 'i40e 0000:3b:00.0: i40e_ptp_stop: removed PHC on eth0');
  node.journal.kernel(ago(1299), 'i40e: Intel(R) 40-10 Gigabit Ethernet Connection Network Driver - version 2.7.29');
  return withSteps(bundleOf(node), networkSteps(node, pods.slice(3), BRIDGE, [], ['eth0', 'cni0']));
}
