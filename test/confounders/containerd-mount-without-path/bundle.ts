import { criBundle, useCri } from '../../../scripts/samples/healthy/cri-node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/**
 * containerd before 1.7 does not say where it mounts a root file system. The root disk is full as well, but a mount needs
 * none of it; every mount table is beyond the limit.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL }, (bare) => useCri(bare, 'containerd'));
  node.sysctl.set('fs.mount-max', '10');
  for (let age = 1800; age > 0; age -= 30)
    node.journal.kubelet(
      ago(age),
      'E',
      'remote_runtime.go:198',
      '"RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: failed to mount rootfs component &{overlay overlay [index=off]}: no space left on device: unknown"',
    );
  return criBundle(node, 'containerd');
}
