import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** The bus was restarted by an upgrade and the kubelet goes on with its closed connection: each new pod fails. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'bus' });
  for (let time = ago(3000), i = 0; time < NOW; time += 60, i++)
    node.journal.kubelet(
      time,
      'E',
      'pod_workers.go:191',
      `Error syncing pod a3e1893${i % 10}-f1c9-4c86-a752-e355e632ef1c, skipping: failed to create container for [kubepods besteffort poda3e1893${i % 10}] : dbus: connection closed by user`,
    );
  node.journal.kernel(ago(5000), 'EXT4-fs (vda1): error count since last fsck: 2');
  return bundleOf(node);
}
