import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { MACVLAN, networkSteps } from '../pod-network.ts';

/** A drain for maintenance: pods end one by one, and while their sandboxes go the kubelet finds no eth0 in them. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  for (let i = 0; i < 12; i++) {
    const uid = node.random.uuid();
    const name = `orders-${node.random.hex(9)}-${node.random.suffix(5)}`;
    const at = ago(900 - i * 31);
    node.journal.kubelet(at, 'I', 'kubelet.go:1913', `SyncLoop (DELETE, "api"): "${name}_shop(${uid})"`);
    node.journal.kubelet(
      at + 1,
      'I',
      'kuberuntime_container.go:635',
      `Killing container "docker://${node.random.hex(64)}" with a 30 second grace period`,
    );
    node.journal.kubelet(
      at + 3,
      'W',
      'docker_sandbox.go:402',
      `failed to read pod IP from plugin/docker: NetworkPlugin cni failed on the status hook for pod "${name}_shop": Unexpected command output Device "eth0" does not exist.`,
    );
    node.journal.kubelet(at + 5, 'I', 'kubelet.go:1907', `SyncLoop (REMOVE, "api"): "${name}_shop(${uid})"`);
  }
  return withSteps(bundleOf(node), networkSteps(node, pods.slice(3), MACVLAN, ['eth0'], ['eth0', 'eth0.3']));
}
