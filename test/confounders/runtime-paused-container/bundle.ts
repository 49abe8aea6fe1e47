import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { freezeContainer, freezeSteps } from '../runtime-states.ts';

/** Somebody paused a container: its tasks are in the freezer in both samples, and docker lists it as paused. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'paused' });
  const [victim] = pods.slice(-1).flatMap((pod) => pod.containers.slice(-1));
  if (victim === undefined) throw new Error('the node has no container');
  freezeContainer(node, victim);
  const files = new Map(withSteps(bundleOf(node), freezeSteps([victim.pid])));
  for (const path of ['commands/docker/inspect.json', 'commands/disk/docker-containers']) {
    const text = files.get(path);
    if (typeof text === 'string') files.set(path, pausedIn(text, victim.id));
  }
  return files;
}

/** The state of the one container, as docker writes it in its answer and on disk. */
function pausedIn(text: string, id: string): string {
  const from = text.indexOf(id);
  const begin = text.indexOf('"State":{', from);
  const end = text.indexOf('}', begin);
  if (from < 0 || begin < 0) return text;
  const state = text
    .slice(begin, end)
    .replace('"Status":"running"', '"Status":"paused"')
    .replace('"Paused":false', '"Paused":true');
  return text.slice(0, begin) + state + text.slice(end);
}
