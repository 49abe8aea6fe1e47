import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { fileSteps, refuseConnections, setOpenFiles } from '../open-files.ts';

/** The unit of docker came without LimitNOFILE, and 1,024 files are too few; nobody leaks, the node has plenty. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  setOpenFiles(node, node.pids.dockerd, 1024);
  refuseConnections(node);
  const files = { limit: 1024, sockets: 260, accepted: 88, node: [94_000, 100_000] as const };
  return withSteps(bundleOf(node), fileSteps(node, files));
}
