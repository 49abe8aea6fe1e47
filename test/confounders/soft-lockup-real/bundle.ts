import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/**
 * One CPU of a virtual machine stays in the kernel for two minutes, a second one joins it, RCU stalls. The clock was set by
 * chronyd an hour before. It looks like a pause of the machine and is none: the messages come back and grow.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'soft-lockup-real' });
  node.journal.kernelAt(0, 'Hypervisor detected: KVM');
  for (const [i, seconds] of [22, 48, 74, 100].entries()) {
    node.journal.kernel(
      ago(1800 - 26 * i),
      `watchdog: BUG: soft lockup - CPU#2 stuck for ${seconds}s! [runc:[1:CHILD]:20711]`,
    );
    node.journal.kernel(ago(1799.9 - 26 * i), 'RIP: 0010:native_queued_spin_lock_slowpath+0x1d3/0x1e0');
  }
  node.journal.kernel(ago(1748), 'watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:411]');
  node.journal.kernel(ago(1779), 'rcu: INFO: rcu_sched self-detected stall on CPU');
  const messages =
    'Feb 11 01:55:00 node-d1 chronyd[612]: Selected source 192.0.2.123\n' +
    'Feb 11 01:58:09 node-d1 chronyd[612]: System clock was stepped by 1.304113 seconds\n';
  return withSteps(bundleOf(node), [step('log_files', 5, 'log', 'var/log/messages', messages)]);
}
