import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { complainOfRegistry, ENDED_YESTERDAY, endAtStart, withCertificate } from '../certificates.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** The client certificate of the kubelet ended yesterday; the clock is right, and a registry shows an old one as well. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  complainOfRegistry(node, ago(3000));
  endAtStart(node, ago(900), NOW, '2025-02-10 03:00:00');
  return withCertificate(node, ENDED_YESTERDAY, 0);
}
