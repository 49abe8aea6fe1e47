import { bundleOf } from '../../../scripts/samples/bundle.ts';
import { addMount } from '../../../scripts/samples/mounts.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const GONE = '6d1f0c3a-9b27-4e58-8a41-0f3c7d2b5e96';
const PATH = `/var/lib/kubelet/pods/${GONE}/volumes/kubernetes.io~nfs/share`;

/** The export was made anew: the volume of a pod that ended is stale. The server answers, and another mount is fine. */
export function bundle(): BundleFiles {
  const { node } = smallNode();
  for (const point of ['/srv/backup', PATH])
    addMount(node.table, node.numbers, {
      point,
      fsType: 'nfs4',
      source: 'files.example.com:/export',
      device: node.numbers.anonymousDevice(),
      shared: node.numbers.peerGroup(),
      superOptions: 'rw,vers=4.1,hard,addr=192.0.2.40',
    });
  for (let time = ago(1800); time < ago(10); time += 122)
    node.journal.kubelet(
      time,
      'E',
      'nestedpendingoperations.go:301',
      `Operation for "{volumeName:kubernetes.io/nfs/${GONE}-share podName:${GONE} nodeName:}" failed. No retries permitted until later (durationBeforeRetry 2m2s). Error: "UnmountVolume.TearDown failed for volume \\"share\\" (UniqueName: \\"kubernetes.io/nfs/${GONE}-share\\") pod \\"${GONE}\\" (UID: \\"${GONE}\\") : lstat ${PATH}: stale NFS file handle"`,
    );
  return bundleOf(node);
}
