import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addProcess } from '../../../scripts/samples/node.ts';
import { runcSteps } from '../../../scripts/samples/stuck-runc.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { addStalledPleg, addTimeouts } from '../stalled-kubelet.ts';

const FRAMES = ['rwsem_down_write_slowpath', 'copy_net_ns', 'create_new_namespaces', 'unshare_nsproxy_namespaces'];

/**
 * A reference to lo leaked: the kernel waits for it for twenty minutes, and a container that is being started waits for the
 * lock that the removal holds; its state cannot be asked for and PLEG stalls. A conntrack message of an hour ago is over.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'interface-held' });
  const victim = pods.at(-1)?.containers.at(-1);
  if (victim === undefined) throw new Error('the node has no container');
  const pid = node.nextPid();
  const { cgroup } = victim;
  addProcess(node, { pid, comm: 'runc:[1:CHILD]', command: 'runc init', cgroup, state: 'D', started: 899_000 });
  for (let age = 1200; age > 0; age -= 10)
    node.journal.kernel(ago(age), 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
  node.journal.kernel(ago(3600), 'nf_conntrack: nf_conntrack: table full, dropping packet');
  addTimeouts(node, victim.id, ago(280), NOW);
  addStalledPleg(node, ago(180), NOW, 370);
  const at = (file: string): string => `/proc/${pid}/task/${pid}/${file}:`;
  const own: Readonly<Record<string, string>> = {
    task_stack: FRAMES.map((frame) => `${at('stack')}[<0>] ${frame}+0x24/0xa0\n`).join(''),
    task_status: `${at('status')}Name:\trunc:[1:CHILD]\n${at('status')}State:\tD (disk sleep)\n`,
    task_wchan: `${at('wchan')}rwsem_down_write_slowpath\n`,
  };
  const steps = runcSteps([]).map((step) => ({
    ...step,
    members: step.members.map((m) => ({ ...m, text: `${own[m.source] ?? ''}${m.text}` })),
  }));
  return withSteps(bundleOf(node), steps);
}
