import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addMount } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { refuseDisks } from '../kubelet-volumes.ts';
import { ago, smallNode } from '../nodes.ts';

const CSI = '/var/lib/kubelet/plugins/kubernetes.io/csi/pv';

/** Two PersistentVolumes of one share: the pods of the first are gone, those of the second run. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  const share = {
    fsType: 'cifs',
    source: '//files.example.com/team',
    device: node.numbers.anonymousDevice(),
    superOptions: 'rw,vers=3.0,cache=strict',
  };
  const uid = pods.at(-1)?.uid ?? '';
  const points = [
    `${CSI}/team-a/globalmount`,
    `${CSI}/team-b/globalmount`,
    `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~csi/team-b/mount`,
  ];
  for (const point of points) addMount(node.table, node.numbers, { ...share, point, shared: node.numbers.peerGroup() });
  const references = points.slice(1);
  refuseDisks(node, [{ name: 'team-a', volume: 'team-a', mountedAt: ago(80_000), references }], 40);
  return bundleOf(node);
}
