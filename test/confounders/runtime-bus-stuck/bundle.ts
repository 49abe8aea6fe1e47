import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** systemd answers no request over its bus: no unit can be made for a new container. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-bus-stuck' });
  addOldTroubles(node);
  repeat(node, 1200, 60, (time) =>
    node.journal.docker(
      time,
      'error',
      `Handler for POST /v1.41/containers/${node.random.hex(64)}/start returned error: OCI runtime create failed: unable to apply cgroup configuration: unable to start unit "docker-${node.random.hex(64)}.scope" (properties [{Name:Slice Value:system.slice}]): The name org.freedesktop.systemd1 was not provided by any .service files: unknown`,
    ),
  );
  return bundleOf(node);
}
