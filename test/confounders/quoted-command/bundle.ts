import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { shortIso } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const PLEG = 'PLEG is not healthy: pleg was last seen active 3m5s ago; threshold is 3m0s';

/** Somebody looks for error texts in logs: sudo, the audit and cron write the commands down. Nothing failed. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const lines = [
    'sudo[4411]:    admin : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/grep -r "mkdir /var/lib/docker/a: no space left on device" /var/log',
    `audit[1]: USER_CMD pid=4412 uid=0 msg='cwd="/root" cmd="grep ${PLEG}" exe="/usr/bin/sudo" terminal=pts/0 res=success'`,
    `CROND[4413]: (root) CMD (grep -c "skipping pod synchronization - ${PLEG}" /var/log/messages)`,
  ];
  const log = lines.map((text, i) => `${shortIso(ago(500 - i))} node-d1.example.com ${text}\n`).join('');
  return withSteps(bundleOf(node), [step('messages', 5, 'log', 'var/log/messages', log)]);
}
