import { step } from '../../scripts/samples/added-steps.ts';
import { cgroupCounts } from '../../scripts/samples/incidents/centos7-node.ts';
import type { Node, NodeSpec } from '../../scripts/samples/node.ts';
import { ago } from './nodes.ts';

/** CentOS 7.6 with the kernel that leaks groups, docker and kubelet of its time. */
export const CENTOS7: Partial<NodeSpec> = {
  kernel: '3.10.0-957.1.3.el7.x86_64',
  os: { id: 'centos', version: '7', pretty: 'CentOS Linux 7 (Core)' },
  docker: '18.06.1-ce',
  kubelet: 'v1.12.4',
};

export const groups = (memory: number, others: number) =>
  step('cgroups_again', 4, 'cgroups', 'proc/cgroups', cgroupCounts(memory, others));

/** Pods whose group cannot be made, in the words of the kubelet. */
export function refusePods(node: Node): void {
  const random = node.random.fork('refused pods');
  for (let age = 1800; age > 0; age -= 60) {
    const uid = random.uuid();
    node.journal.kubelet(
      ago(age),
      'E',
      'pod_workers.go:186',
      `Error syncing pod ${uid} ("report-${random.suffix(5)}_batch(${uid})"), skipping: failed to ensure that the pod: ${uid} cgroups exist and are correctly applied: failed to create container for [kubepods burstable pod${uid}] : mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod${uid}: no space left on device`,
    );
  }
}
