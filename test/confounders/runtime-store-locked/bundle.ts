import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';
import { addOldTroubles, repeat } from '../runtime-states.ts';

/** A second containerd holds the lock of the database; containerd waits for it since ten minutes. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'runtime-store-locked' });
  addOldTroubles(node);
  const lines: string[] = [];
  const at = (time: number): string => new Date(time * 1000).toISOString();
  repeat(node, 600, 10, (time) =>
    lines.push(`time="${at(time)}" level=warning msg="waiting for response from boltdb open" plugin=bolt`),
  );
  repeat(node, 600, 100, (time) =>
    lines.push(
      `${at(time).replace('.000Z', '+0000')} node-d1 systemd[1]: containerd.service: Main process exited, code=exited, status=2/INVALIDARGUMENT`,
    ),
  );
  const own = step('log_containerd', 7, 'log', 'journal/containerd.log', `${lines.join('\n')}\n`);
  const unit = step(
    'units',
    6,
    'units',
    'commands/systemd/units',
    'Id=containerd.service\nLoadState=loaded\nActiveState=activating\nSubState=auto-restart\nResult=exit-code\nNRestarts=9\n',
  );
  return withSteps(bundleOf(node), [own, unit]);
}
