import { withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addFilesystem, addProcess } from '../../../scripts/samples/node.ts';
import { addRuncInit, runcSteps } from '../../../scripts/samples/stuck-runc.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';
import { addStalledPleg, addTimeouts } from '../stalled-kubelet.ts';

const FRAMES = ['rpc_wait_bit_killable', '__rpc_execute', 'rpc_run_task', 'nfs4_call_sync', 'nfs4_proc_getattr'];

/**
 * A container touches the mount of an NFS server that has gone away; the inspection of that container hangs, and with it
 * PLEG. Three runc init that wait for the start of their containers are young and have nothing to do with it.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'cf-15', docker: '20.10.6' });
  addFilesystem(node, {
    source: '192.0.2.40:/export/reports',
    type: 'nfs4',
    point: '/mnt/reports',
    device: '0:61',
    kib: 1_031_042_048,
    used: 402_118_656,
    available: 628_923_392,
    inodes: 65_536_000,
    inodesUsed: 1_204_118,
  });
  const containers = pods.slice(-4).flatMap((pod) => pod.containers.slice(-1));
  const [victim, ...others] = containers;
  if (victim === undefined) throw new Error('the node has no container');
  const pid = node.nextPid();
  const { cgroup } = victim;
  addProcess(node, { pid, comm: 'report', command: '/app/report', cgroup, state: 'D', started: 899_000 });
  const inits = others.map((container, i) => addRuncInit(node, container, { age: 4 + i, waitsIn: 'wait_for_partner' }));
  node.journal.kernel(ago(412), 'nfs: server 192.0.2.40 not responding, still trying');
  addTimeouts(node, victim.id, ago(280), NOW);
  addStalledPleg(node, ago(180), NOW, 370);
  const at = (file: string): string => `/proc/${pid}/task/${pid}/${file}:`;
  const ofReport: Readonly<Record<string, string>> = {
    task_stack: FRAMES.map((frame) => `${at('stack')}[<0>] ${frame}+0x24/0xa0\n`).join(''),
    task_status: `${at('status')}Name:\treport\n${at('status')}State:\tD (disk sleep)\n`,
    task_wchan: `${at('wchan')}rpc_wait_bit_killable\n`,
  };
  const steps = runcSteps(inits).map((step) => ({
    ...step,
    members: step.members.map((m) => ({ ...m, text: `${ofReport[m.source] ?? ''}${m.text}` })),
  }));
  return withSteps(bundleOf(node), steps);
}
