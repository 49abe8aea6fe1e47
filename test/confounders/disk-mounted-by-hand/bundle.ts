import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addMount } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { refuseDisks } from '../kubelet-volumes.ts';
import { addRootContainer, ago, smallNode } from '../nodes.ts';

const STAGED = '/var/lib/kubelet/plugins/kubernetes.io/csi/pv/d-7/globalmount';

/** Somebody mounted the disk of a volume at /mnt/look; an agent with / of the node inside runs, and is innocent. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  const disk = { fsType: 'ext4', source: '/dev/vdb', device: '253:16', superOptions: 'rw' };
  for (const point of [STAGED, '/mnt/look'])
    addMount(node.table, node.numbers, { ...disk, point, shared: node.numbers.peerGroup() });
  addRootContainer(node, 'log-agent', 'rslave');
  refuseDisks(node, [{ name: 'd-7', volume: 'd-7', mountedAt: ago(80_000), references: ['/mnt/look'] }], 30);
  return bundleOf(node);
}
