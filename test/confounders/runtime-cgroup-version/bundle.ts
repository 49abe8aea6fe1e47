import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** The node was booted with cgroup v2 and its kubelet of 1.18 looks for the separate trees; it does not start. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-cgroup-version', kubelet: 'v1.18.20', unifiedCgroups: true });
  addOldTroubles(node);
  repeat(node, 600, 10, (time) =>
    node.journal.kubelet(
      time,
      'F',
      'kubelet.go:1386',
      `failed to run Kubelet: Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpu cpuacct cpuset memory]`,
    ),
  );
  return bundleOf(node);
}
