import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { fileSteps, refuseConnections, setOpenFiles } from '../open-files.ts';

/** dockerd holds 65,000 connections and nobody their other end: the clients closed them, the daemon did not. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  setOpenFiles(node, node.pids.dockerd, 65_536);
  refuseConnections(node);
  const files = { limit: 65_536, sockets: 65_410, accepted: 65_300 };
  return withSteps(bundleOf(node), fileSteps(node, files));
}
