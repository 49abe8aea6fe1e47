import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/**
 * A program answers its probe over HTTP that its disk is full, and the probe of another prints the same: what they name
 * are paths in their containers. The disks of the node have room.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  const [first, second] = pods.slice(-2).map((p) => `${p.name}_${p.namespace}(${p.uid}):app`);
  for (let age = 1800; age > 0; age -= 10) {
    const say = (text: string): void => node.journal.kubelet(ago(age), 'I', 'prober.go:117', text);
    say(
      `Readiness probe for "${first}" failed (failure): HTTP probe failed with statuscode: 503, body: {"disk":"write /var/lib/app/wal/0007: no space left on device"}`,
    );
    say(`Liveness probe for "${second}" failed (failure): write /var/lib/app/lock: no space left on device`);
  }
  return bundleOf(node);
}
