import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

/** After an upgrade docker uses systemd and the kubelet still cgroupfs: it does not start. /tmp is nearly full beside it. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'driver' });
  for (let time = ago(600); time < NOW; time += 10)
    node.journal.kubelet(
      time,
      'F',
      'server.go:274',
      'failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
    );
  node.journal.kernel(ago(900), 'nfs: server 192.0.2.40 not responding, still trying');
  node.journal.kernel(ago(890), 'nfs: server 192.0.2.40 OK');
  return bundleOf(node);
}
