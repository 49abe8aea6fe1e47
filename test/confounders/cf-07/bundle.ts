import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addMount } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { bindKubeletRoot, leaveDisks, SECOND_PATH } from '../kubelet-volumes.ts';
import { addRootContainer, smallNode } from '../nodes.ts';

/**
 * A dense node beside the one of samples/healthy-dense: sixty disks at two paths of the kubelet's directory, each used by
 * a pod that runs. Nothing was refused, and an agent sees `/`.
 */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode({}, bindKubeletRoot);
  const disks = leaveDisks(node, 60, [{ prefix: SECOND_PATH, isSlave: false }]);
  for (const [i, disk] of disks.entries()) {
    const staged = node.table.top.get(`/var/lib/kubelet/plugins/kubernetes.io/csi/pv/${disk.volume}/globalmount`);
    if (staged === undefined) throw new Error(`${disk.volume} is not mounted`);
    const below = `/pods/${pods[i % pods.length]?.uid}/volumes/kubernetes.io~csi/${disk.volume}/mount`;
    for (const root of ['/var/lib/kubelet', SECOND_PATH])
      addMount(node.table, node.numbers, { ...staged, point: root + below });
  }
  addRootContainer(node, 'log-agent', 'rslave');
  return bundleOf(node);
}
