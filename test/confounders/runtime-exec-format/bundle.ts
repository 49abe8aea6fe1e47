import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** One image was built for another processor; its container is started again and again, all others run. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-exec-format' });
  addOldTroubles(node);
  repeat(node, 1200, 200, (time) =>
    node.journal.docker(
      time,
      'error',
      `Handler for POST /v1.41/containers/${node.random.hex(64)}/start returned error: OCI runtime create failed: runc create failed: unable to start container process: exec /usr/local/bin/cart: exec format error: unknown`,
    ),
  );
  return bundleOf(node);
}
