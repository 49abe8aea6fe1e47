import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, FULL, smallNode } from '../nodes.ts';

/** The kubelet has no inotify watches left; containers start, and the full disk has refused nothing yet. */
export function bundle(): BundleFiles {
  const { node } = smallNode({ root: FULL });
  node.sysctl.set('fs.inotify.max_user_watches', '8192');
  for (let age = 1800; age > 0; age -= 60) {
    const group = `/sys/fs/cgroup/memory/kubepods/burstable/pod${node.random.uuid()}`;
    node.journal.kubelet(
      ago(age),
      'W',
      'raw.go:87',
      `Error while processing event ("${group}": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch ${group}: no space left on device`,
    );
  }
  return bundleOf(node);
}
