import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { MACVLAN, networkSteps } from '../pod-network.ts';

/** The link of eth0 goes down and up three times. The driver stays, and so do eth0.3 and the interfaces of the pods. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  node.journal.kernelAt(2.9, 'i40e: Intel(R) Ethernet Connection XL710 Network Driver - version 2.3.2-k');
  for (const age of [1300, 1200, 400]) {
    node.journal.kernel(ago(age), 'i40e 0000:3b:00.0 eth0: NIC Link is Down');
    node.journal.kernel(
      ago(age - 3),
      'i40e 0000:3b:00.0 eth0: NIC Link is Up, 10 Gbps Full Duplex, Flow Control: None',
    );
    node.journal.kernel(ago(age - 3.1), 'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready');
  }
  return withSteps(bundleOf(node), networkSteps(node, pods.slice(3), MACVLAN, ['eth0'], ['eth0', 'eth0.3']));
}
