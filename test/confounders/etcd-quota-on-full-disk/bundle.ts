import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, ROOT, smallNode } from '../nodes.ts';

/**
 * The database of etcd has reached its quota. The disk of the node is at 93 %, which has nothing to do with it: no write on
 * the disk fails.
 */
export function bundle(): BundleFiles {
  const root = { ...ROOT, used: 36_298_144, available: 2_731_500 };
  const { node } = smallNode({ root });
  for (let time = ago(3600); time < NOW; time += 10)
    node.journal.kubelet(
      time,
      'E',
      'controller.go:187',
      'failed to update lease, error: etcdserver: mvcc: database space exceeded',
    );
  const stamp = new Date(ago(3600) * 1000).toISOString();
  const line = `${stamp} stderr F {"level":"warn","ts":"${stamp}","caller":"etcdserver/server.go:1889","msg":"alarm raised","alarm":"alarm:NOSPACE"}\n`;
  const path = 'var/log/pods/kube-system_etcd-node-d1_0b1c2d3e4f5061728394a5b6c7d8e9f0/etcd/0.log';
  return withSteps(bundleOf(node), [step('log_pods', 5, 'log', path, line)]);
}
