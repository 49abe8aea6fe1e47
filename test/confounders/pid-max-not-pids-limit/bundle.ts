import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { withTexts } from '../../../scripts/samples/bundle-edits.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

/**
 * 32,600 of 32,768 tasks exist and the kubelet cannot start its helpers. Three hours ago a pod met its own pids.max,
 * which the kernel said once.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({ seed: 'pid-max' });
  node.journal.kernel(
    ago(10_800),
    `cgroup: fork rejected by pids controller in /kubepods/burstable/pod${pods.at(-1)?.uid}`,
  );
  for (let age = 600; age > 0; age -= 60)
    node.journal.kubelet(
      ago(age),
      'E',
      'fsHandler.go:121',
      'failed to collect filesystem stats - rootDiskErr: failed to exec du - fork/exec /usr/bin/nice: resource temporarily unavailable',
    );
  return withTexts(bundleOf(node), {
    'proc/loadavg': () => '9.10 8.00 7.50 5/32600 31823\n',
    'proc/sys/kernel/pid_max': () => '32768\n',
    'proc/sys/kernel/threads-max': () => '126000\n',
    'commands/kernel/sysctl': (text) =>
      text
        .replace(/^kernel\.pid_max = \d+$/m, 'kernel.pid_max = 32768')
        .replace(/^kernel\.threads-max = \d+$/m, 'kernel.threads-max = 126000'),
  });
}
