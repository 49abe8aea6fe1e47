import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { fileSteps, refuseConnections, setOpenFiles } from '../open-files.ts';

/** Two programs hold as many local sockets as dockerd has connections: which of them leaks cannot be told. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  setOpenFiles(node, node.pids.dockerd, 65_536);
  const add = (comm: string): number => {
    const pid = node.nextPid();
    addProcess(node, { pid, comm, command: `/usr/local/bin/${comm}`, openFiles: 60_010 });
    return pid;
  };
  refuseConnections(node);
  const clients = [[add('inventory-agent'), 60_000] as const, [add('metrics-bus'), 58_000] as const];
  const files = { limit: 65_536, sockets: 65_410, accepted: 65_300, clients };
  return withSteps(bundleOf(node), fileSteps(node, files));
}
