import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** docker hands the output of a container to the journal, where the id of the container stands for a program. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  const id = pods.at(-1)?.containers.at(-1)?.id.slice(0, 12);
  const texts = [
    'write /var/lib/app/wal/0007: no space left on device',
    'upstream says: skipping pod synchronization - PLEG is not healthy: pleg was last seen active 6m10s ago; threshold is 3m0s',
  ];
  const lines = Array.from(
    { length: 90 },
    (_, i) =>
      `${shortIso(ago(1800 - 20 * i))} node-d1.example.com ${id}[${node.pids.dockerd}]: ${texts[i % texts.length]}\n`,
  );
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', lines.join(''))]);
}
