import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addRuncInit, runcSteps } from '../../../scripts/samples/stuck-runc.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { addStalledPleg, addTimeouts } from '../stalled-kubelet.ts';

/**
 * A runc init that broke down blocks in its error output, which the shim reads only at its end; the runc is the one that is
 * known to hang in a pipe of its own, which is another fault.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'output', docker: '20.10.6' });
  const [victim] = pods.slice(-1).flatMap((pod) => pod.containers.slice(-1));
  if (victim === undefined) throw new Error('the node has no container');
  const init = addRuncInit(node, victim, { age: 700, waitsIn: 'pipe_write' });
  addTimeouts(node, victim.id, ago(600), NOW);
  addStalledPleg(node, ago(400), NOW, 580);
  const steps = runcSteps([init]).map((step) => ({
    ...step,
    members: step.members.map((m) => ({ ...m, text: intoOutput(m.source, m.text, init.pipe) })),
  }));
  return withSteps(bundleOf(node), steps);
}

/** The write goes to descriptor 2, and none of its pipes is open twice. */
function intoOutput(source: string, text: string, pipe: number): string {
  if (source === 'task_syscall') return text.replace(':1 0x6 ', ':1 0x2 ');
  return source === 'task_fds' ? text.replace(` 6 pipe:[${pipe}]`, ` 6 pipe:[${pipe + 9}]`) : text;
}
