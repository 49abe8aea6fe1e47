import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** A cpuset group without CPUs refuses processes with the words of a full disk, and a disk is full too. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  for (const age of [900, 600, 300, 60, 10]) {
    const id = node.random.hex(64);
    node.journal.docker(
      ago(age),
      'error',
      `Handler for POST /v1.41/containers/${id}/start returned error: OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:385: applying cgroup configuration for process caused: failed to write ${4000 + age}: write /sys/fs/cgroup/cpuset/docker/${id}/cgroup.procs: no space left on device: unknown`,
    );
  }
  return bundleOf(node);
}
