import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ENDS_NEXT_YEAR, withCertificate } from '../certificates.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** The API server answers Unauthorized to a kubelet whose certificate is valid: another authority, or a deleted node. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  for (let time = ago(7000); time < NOW; time += 10)
    node.journal.kubelet(
      time,
      'E',
      'kubelet_node_status.go:447',
      'Error updating node status, will retry: error getting node "node-d1.example.com": Unauthorized',
    );
  return withCertificate(node, ENDS_NEXT_YEAR, 0);
}
