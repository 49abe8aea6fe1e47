import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { epoch } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { smallNode } from '../nodes.ts';

const COLLECTED = epoch('2025-02-11T07:10:00Z');
const RESTART = epoch('2025-02-11T06:25:04Z');
const PACKAGES = [
  '/var/log/dpkg.log:2025-02-11 06:24:31 upgrade kubelet:amd64 1.20.14-00 1.20.15-00',
  '/var/log/dpkg.log:2025-02-11 06:24:52 status installed kubelet:amd64 1.20.15-00',
  '/var/log/dpkg.log:2025-02-11 06:24:33 upgrade containerd.io:amd64 1.6.8-1 1.6.9-1',
];

/**
 * An unattended upgrade restarts the kubelet at 06:25. For 40 seconds it says that PLEG has yet to be successful, with a
 * time of 292 years, and that the node is not ready; then all is well.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'cf-13', clock: { collectedAt: COLLECTED, uptime: 900_000, utcOffset: 0 } });
  const { journal } = node;
  journal.kubelet(RESTART, 'I', 'server.go:416', 'Kubelet version: v1.20.15');
  const reasons = [
    '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]',
    'PLEG is not healthy: pleg was last seen active 2562047h47m16.854775807s ago; threshold is 3m0s',
  ];
  for (const [i, reason] of reasons.entries())
    journal.kubelet(RESTART + 1 + i, 'E', 'kubelet.go:1765', `skipping pod synchronization - ${reason}`);
  journal.kubelet(
    RESTART + 2,
    'I',
    'setters.go:577',
    `Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2025-02-11 06:25:06 +0000 UTC LastTransitionTime:2025-02-11 06:25:06 +0000 UTC Reason:KubeletNotReady Message:${reasons[0]}}`,
  );
  journal.kubelet(RESTART + 40, 'I', 'kubelet_node_status.go:74', 'Successfully registered node node-d1.example.com');
  const text = PACKAGES.map((row) => `${row}\n`).join('');
  return withSteps(bundleOf(node), [step('packages', 4, 'package_history', 'commands/packages', text)]);
}
