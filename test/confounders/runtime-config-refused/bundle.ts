import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** Somebody put the hosts of docker into daemon.json, where the unit has them too: docker ends at each start. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-config-refused' });
  addOldTroubles(node);
  for (const [i, process] of node.processes.entries()) if (process.comm === 'dockerd') node.processes.splice(i, 1);
  repeat(node, 30, 10, (time) =>
    node.journal.docker(
      time,
      'fatal',
      'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375])',
    ),
  );
  return withSteps(bundleOf(node), [
    step(
      'units',
      6,
      'units',
      'commands/systemd/units',
      'Id=docker.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nNRestarts=3\n',
    ),
  ]);
}
