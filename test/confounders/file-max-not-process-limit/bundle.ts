import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';
import { fileSteps, refuseConnections, setOpenFiles } from '../open-files.ts';

/** fs.file-max was lowered to 65,536 and the node has used it up; dockerd is far from its own limit. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  setOpenFiles(node, node.pids.dockerd, 212);
  refuseConnections(node, 'too many open files in system');
  for (const age of [1800, 1200, 600, 5]) node.journal.kernel(ago(age), 'VFS: file-max limit 65536 reached');
  const files = { limit: 1_048_576, sockets: 90, accepted: 61, node: [65_536, 65_536] as const };
  return withSteps(bundleOf(node), fileSteps(node, files));
}
