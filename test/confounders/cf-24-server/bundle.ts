import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { complainOfRegistry, ENDS_NEXT_YEAR, refuseServer, withCertificate } from '../certificates.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** The own certificate is valid and the clock is right; the certificate of the API server ended in the night. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  complainOfRegistry(node, ago(3000));
  refuseServer(node, ago(1800), NOW, '2025-02-11T03:00:00Z');
  return withCertificate(node, ENDS_NEXT_YEAR, 0);
}
