import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { networkSteps } from '../pod-network.ts';

const NETWORK = {
  cniVersion: '0.3.1',
  name: 'pods',
  type: 'bridge',
  bridge: 'cni0',
  ipam: { type: 'host-local', subnet: '10.2.3.0/26' },
};
const ADDRESSES = 61;

/**
 * No address is left for new pods, and most of those that are given away belong to containers that are long gone: no pod of
 * the node is one too many. Probes of a pod that is rolled out and a link that dropped once have nothing to do with it.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'cni-leak' });
  const living = pods.flatMap((pod) => pod.containers.slice(0, 1).map((c) => c.id));
  const gone = node.random.fork('gone');
  const owners = Array.from({ length: ADDRESSES }, (_, i) => living[i] ?? gone.hex(64));
  for (let time = ago(1800); time < NOW; time += 15)
    node.journal.kubelet(
      time,
      'E',
      'remote_runtime.go:116',
      'RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to set up sandbox container "1f24" network for pod "cart-0": networkPlugin cni failed to set up pod "cart-0_shop" network: failed to allocate for range 0: no IP addresses available in range set: 10.2.3.1-10.2.3.62',
    );
  node.journal.kernel(ago(5000), 'i40e 0000:3b:00.0 eth0: NIC Link is Down');
  node.journal.kernel(ago(4997), 'i40e 0000:3b:00.0 eth0: NIC Link is Up, 10 Gbps Full Duplex, Flow Control: None');
  const steps = networkSteps(node, pods, NETWORK, ['eth0'], ['eth0', 'cni0']);
  const addresses = owners.map((id, i) => `/var/lib/cni/networks/pods/10.2.3.${i + 2}:${id}\n`).join('');
  return withSteps(bundleOf(node), [
    ...steps,
    {
      name: 'cni_addresses',
      stage: 4,
      members: [{ path: 'commands/cni/addresses', source: 'cni_addresses', text: addresses }],
    },
  ]);
}
