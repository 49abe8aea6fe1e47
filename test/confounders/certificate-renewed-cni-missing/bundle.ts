import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ENDS_NEXT_YEAR, withCertificate } from '../certificates.ts';
import { ago, smallNode } from '../nodes.ts';

/** The certificate of the kubelet had expired and was renewed yesterday; today the node has no pod network. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  for (const age of [86_500, 86_400, 86_300])
    node.journal.kubelet(
      ago(age),
      'E',
      'bootstrap.go:265',
      'part of the existing bootstrap client certificate is expired: 2025-02-10 03:00:00 +0000 UTC',
    );
  for (let age = 1800; age > 0; age -= 5)
    node.journal.kubelet(
      ago(age),
      'E',
      'kubelet.go:2184',
      'Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized',
    );
  return withCertificate(node, ENDS_NEXT_YEAR, 0);
}
