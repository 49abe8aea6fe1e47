import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { failProbes, REFUSED, TIMED_OUT } from '../pod-probes.ts';

/**
 * The table of connection tracking is full and probes of all pods time out. One pod is being rolled out at the same time and
 * refuses some probes, and a client of port 8080 looks like a flood: both are ordinary and come from nothing else.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'conntrack-full' });
  for (let age = 1200; age > 5; age -= 5)
    node.journal.kernel(ago(age), 'nf_conntrack: nf_conntrack: table full, dropping packet');
  node.journal.kernel(
    ago(1500),
    'TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.  Check SNMP counters.',
  );
  failProbes(node, pods, TIMED_OUT, { from: ago(1180), to: NOW, every: 10 });
  failProbes(node, pods.slice(-1), REFUSED, { from: ago(1000), to: ago(940), every: 10 });
  return new Map(bundleOf(node))
    .set('proc/sys/net/netfilter/nf_conntrack_count', '262144\n')
    .set('proc/sys/net/netfilter/nf_conntrack_max', '262144\n');
}
