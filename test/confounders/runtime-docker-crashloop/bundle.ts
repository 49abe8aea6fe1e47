import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const UNIT =
  'Id=docker.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=start-limit-hit\nNRestarts=3\n';

/** A layer that a container needs is gone after a power cut: docker ends at each start, and systemd gave it up. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'crashloop' });
  for (const [i, process] of node.processes.entries()) if (process.comm === 'dockerd') node.processes.splice(i, 1);
  const files = bundleOf(node);
  const at = (age: number): string => new Date(ago(age) * 1000).toISOString().replace('.000Z', '+0000');
  const lines = [300, 297, 294].flatMap((age, i) => [
    `${at(age)} node-d1 dockerd[${5000 + i}]: failed to start daemon: layer does not exist`,
    `${at(age - 1)} node-d1 systemd[1]: docker.service: Main process exited, code=exited, status=1/FAILURE`,
    `${at(age - 2)} node-d1 systemd[1]: docker.service: Scheduled restart job, restart counter is at ${i + 1}.`,
  ]);
  const log = `${files.get('journal/docker.log')}${lines.join('\n')}\n`;
  return withSteps(new Map([...files, ['journal/docker.log', log]]), [
    step('units', 6, 'units', 'commands/systemd/units', UNIT),
  ]);
}
