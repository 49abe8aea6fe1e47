import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/** The tables and df of the morning, and the log of the afternoon, when no mount worked: the tables say nothing of that. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const lines = Array.from(
    { length: 60 },
    (_, i) =>
      `${shortIso(ago(-20_000 - 30 * i))} node-d1 dockerd[1785]: level=error msg="Handler for POST /v1.41/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/a${i}-init/merged: no space left on device"\n`,
  );
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', lines.join(''))]);
}
