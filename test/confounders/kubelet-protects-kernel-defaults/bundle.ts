import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { failStarts } from '../kubelet-starts.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** A hardened kubelet on a node whose settings nobody adapted; its runtime was slow to come up at boot, which is over. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  node.sysctl.set('vm.overcommit_memory', '0').set('kernel.panic', '0').set('kernel.panic_on_oops', '1');
  node.sysctl.set('vm.panic_on_oom', '0');
  node.journal.kubelet(
    ago(7000),
    'F',
    'server.go:269',
    'failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused"',
  );
  node.journal.kubelet(ago(6980), 'I', 'kubelet.go:1820', 'Starting kubelet main sync loop.');
  failStarts(
    node,
    'Failed to start ContainerManager [invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0, invalid kernel flag: kernel/panic, expected value: 10, actual value: 0]',
    ago(900),
    NOW,
  );
  return bundleOf(node);
}
