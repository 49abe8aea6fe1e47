import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const CPUS = ['swapper/0:0', 'java:20411', 'dockerd:812', 'kubelet:1288'];

/**
 * The host of a virtual machine stopped it for 62 seconds: all CPUs, RCU and the queue of its network card complain within
 * a second, once, and chronyd sets the clock afterwards. The stacks show a kernel that was in the middle of its work.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'cf-22' });
  node.journal.kernelAt(0, 'Hypervisor detected: KVM');
  const at = 5400;
  for (const [cpu, task] of CPUS.entries()) {
    const time = ago(at - cpu * 0.2);
    node.journal.kernel(time, `watchdog: BUG: soft lockup - CPU#${cpu} stuck for 62s! [${task}]`);
    node.journal.kernel(
      time + 0.01,
      `CPU: ${cpu} PID: 1 Comm: ${task.split(':')[0]} Not tainted 5.10.134-16.al8.x86_64 #1`,
    );
    node.journal.kernel(time + 0.02, 'RIP: 0010:smp_call_function_many_cond+0x131/0x2d0');
  }
  node.journal.kernel(ago(at - 0.8), 'rcu: INFO: rcu_sched detected stalls on CPUs/tasks:');
  node.journal.kernel(ago(at - 0.85), 'rcu: \t(detected by 2, t=62010 jiffies, g=890229, q=72)');
  node.journal.kernel(ago(at - 0.9), 'NETDEV WATCHDOG: eth0 (virtio_net): transmit queue 1 timed out');
  node.journal.kernel(ago(at - 0.92), 'WARNING: CPU: 1 PID: 0 at net/sched/sch_generic.c:467 dev_watchdog+0x20d/0x220');
  node.journal.kernel(ago(at - 0.95), 'hrtimer: interrupt took 11082175 ns');
  const messages =
    'Feb 11 01:55:00 node-d1 chronyd[612]: Selected source 192.0.2.123\n' +
    'Feb 11 02:01:07 node-d1 chronyd[612]: Forward time jump detected!\n' +
    'Feb 11 02:01:09 node-d1 chronyd[612]: System clock was stepped by 62.004113 seconds\n';
  return withSteps(bundleOf(node), [step('log_files', 5, 'log', 'var/log/messages', messages)]);
}
