import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** Sixty shims of pods that are gone serve nothing any more; shims of those that run are ordinary. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-shims-left' });
  addOldTroubles(node);
  for (let i = 0; i < 60; i++)
    addProcess(node, {
      pid: node.nextPid(),
      comm: 'containerd-shim',
      command: `/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${node.random.hex(64)} -address /run/containerd/containerd.sock`,
      cgroup: '/system.slice/containerd.service',
      threads: 11,
      started: 400_000 + i,
    });
  repeat(node, 60, 60, (time) => node.journal.kernel(time, 'docker0: port 1(veth1) entered forwarding state'));
  return bundleOf(node);
}
