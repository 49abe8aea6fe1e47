import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { failProbes, REFUSED } from '../pod-probes.ts';

/**
 * The table of connection tracking was full for a minute two hours ago. Now probes of four pods fail because nobody listens,
 * which a dropped packet never looks like; the table has room.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'conntrack-past' });
  for (let age = 7000; age > 6940; age -= 5)
    node.journal.kernel(ago(age), 'nf_conntrack: nf_conntrack: table full, dropping packet');
  failProbes(node, pods.slice(-4), REFUSED, { from: ago(900), to: NOW, every: 10 });
  return bundleOf(node);
}
