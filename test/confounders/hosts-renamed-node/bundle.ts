import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** The node got its name while its disk was already full: the lines before that have the name of the image. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  const lines = Array.from({ length: 60 }, (_, i) => {
    const host = i < 40 ? 'al8-image' : 'node-d1';
    return `${shortIso(ago(1800 - 30 * i))} ${host} dockerd[1785]: level=error msg="Handler for POST /v1.41/containers/create returned error: mkdir /var/lib/docker/overlay2/a${i}-init: no space left on device"\n`;
  });
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', lines.join(''))]);
}
