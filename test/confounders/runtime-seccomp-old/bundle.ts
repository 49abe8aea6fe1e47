import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** After an upgrade of docker an old runc refuses the rule for clone3 in each new container. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-seccomp-old' });
  addOldTroubles(node);
  repeat(node, 1200, 60, (time) =>
    node.journal.docker(
      time,
      'error',
      `Handler for POST /v1.41/containers/${node.random.hex(64)}/start returned error: OCI runtime create failed: runc create failed: unable to start container process: error adding seccomp filter rule for syscall clone3: permission denied: unknown`,
    ),
  );
  return bundleOf(node);
}
