import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** Each start of a pod with a GPU fails in a hook, which no rule knows: not a word about the cause, and not a healthy node. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  for (let age = 1800; age > 0; age -= 30)
    node.journal.kubelet(
      ago(age),
      'E',
      'remote_runtime.go:222',
      'StartContainer "5e1cdf132517df24402e476e0f3b25db" from runtime service failed: rpc error: code = Unknown desc = failed to start container "5e1c": Error response from daemon: OCI runtime create failed: error running hook: nvml error: driver not loaded: unknown',
    );
  return bundleOf(node);
}
