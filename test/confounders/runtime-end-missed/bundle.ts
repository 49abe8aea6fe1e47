import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { endProcess, ignoreKills, statOf } from '../runtime-states.ts';

/**
 * The process of a container has ended, its shim has not taken note, and docker kills it again and again. A zombie below a
 * shell of another container, and an exec that has just ended, are ordinary.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'defunct', docker: '18.06.3' });
  const [victim, other] = pods.slice(-2).flatMap((pod) => pod.containers.slice(-1));
  if (victim === undefined || other === undefined) throw new Error('the node has no containers');
  endProcess(node, victim);
  ignoreKills(node, victim.id, ago(1200), NOW);
  const pid = node.nextPid();
  addProcess(node, {
    pid,
    ppid: other.pid,
    comm: 'sleep',
    command: '',
    cgroup: other.cgroup,
    state: 'Z',
    started: 899_000,
  });
  const files = bundleOf(node);
  return withSteps(files, [step('process_stat_t1', 8, 'process_stat', 't1/commands/proc/stat', statOf(files))]);
}
