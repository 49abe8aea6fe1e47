import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addRuncInit, runcSteps } from '../../../scripts/samples/stuck-runc.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles } from '../runtime-states.ts';

/** A container was created an hour ago and is never started; another one was created a second ago, which is ordinary. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'never-started' });
  addOldTroubles(node);
  const [old, young] = pods.slice(-2).flatMap((pod) => pod.containers.slice(-1));
  if (old === undefined || young === undefined) throw new Error('the node has no containers');
  const inits = [
    addRuncInit(node, old, { age: 3600, waitsIn: 'wait_for_partner' }),
    addRuncInit(node, young, { age: 1, waitsIn: 'wait_for_partner' }),
  ];
  return withSteps(bundleOf(node), runcSteps(inits));
}
