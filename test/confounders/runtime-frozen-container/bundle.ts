import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { freezeSteps, freezeTasks } from '../runtime-states.ts';
import { addStalledPleg, addTimeouts } from '../stalled-kubelet.ts';

/**
 * A container was frozen by a runc that is gone; an exec of a probe froze as it entered. An old disk error and a runc init of
 * another container that is seconds old lie beside it.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'frozen', docker: '20.10.1' });
  const [victim] = pods.slice(-2).flatMap((pod) => pod.containers.slice(-1));
  if (victim === undefined) throw new Error('the node has no container');
  const pids = freezeTasks(node, victim, 900);
  addTimeouts(node, victim.id, ago(600), NOW);
  addStalledPleg(node, ago(400), NOW, 580);
  node.journal.kernel(ago(7000), 'EXT4-fs (vda1): error count since last fsck: 2');
  return withSteps(bundleOf(node), freezeSteps(pids));
}
