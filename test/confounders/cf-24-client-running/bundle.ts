import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { complainOfRegistry, ENDED_YESTERDAY, withCertificate } from '../certificates.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/**
 * A kubelet that still runs after its certificate ended: the API server answers Unauthorized, and calls the node Unknown.
 * On the node itself all is well.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  complainOfRegistry(node, ago(3000));
  for (let time = ago(7000); time < NOW; time += 10)
    node.journal.kubelet(
      time,
      'E',
      'kubelet_node_status.go:447',
      'Error updating node status, will retry: error getting node "node-d1.example.com": Unauthorized',
    );
  const lost = new Date(ago(6900) * 1000).toISOString();
  const ready = {
    type: 'Ready',
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastHeartbeatTime: lost,
    lastTransitionTime: lost,
  };
  const text = JSON.stringify({
    kind: 'Node',
    metadata: { name: 'node-d1.example.com' },
    status: { conditions: [ready] },
  });
  return withSteps(withCertificate(node, ENDED_YESTERDAY, 0), [
    step('kube', 6, 'kube_node', 'commands/kube/node.json', text),
  ]);
}
