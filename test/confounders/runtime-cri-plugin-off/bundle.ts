import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

const REFUSED =
  '"command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"';

/** The configuration that the package of docker brings turns the CRI of containerd off; the kubelet calls containerd. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'cri-off' });
  for (let time = ago(600); time < NOW; time += 10) node.journal.kubelet(time, 'E', 'run.go:74', REFUSED);
  node.journal.kernel(ago(900), 'EXT4-fs (vda1): error count since last fsck: 2');
  return withSteps(bundleOf(node), [
    step('containerd_config', 5, 'config_file', 'etc/containerd/config.toml', 'disabled_plugins = ["cri"]\n'),
  ]);
}
