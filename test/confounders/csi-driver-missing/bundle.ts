import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, smallNode } from '../nodes.ts';

const MISSING =
  'kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name disk.example.com not found in the list of registered CSI drivers';

/** The pod of a CSI driver is not on the node for half an hour; a ConfigMap of another pod is missing as well. */
export function bundle(): BundleFiles {
  const { node, pods } = smallNode();
  const [first, second] = pods;
  for (let time = ago(1800); time < ago(10); time += 122) {
    node.journal.kubelet(
      time,
      'E',
      'nestedpendingoperations.go:301',
      `Operation for "{volumeName:kubernetes.io/csi/disk.example.com^d-7 podName: nodeName:}" failed. No retries permitted until later (durationBeforeRetry 2m2s). Error: "MountVolume.MountDevice failed for volume \\"pvc-7\\" (UniqueName: \\"kubernetes.io/csi/disk.example.com^d-7\\") pod \\"${first?.name}\\" (UID: \\"${first?.uid}\\") : ${MISSING}"`,
    );
    node.journal.kubelet(
      time + 3,
      'E',
      'nestedpendingoperations.go:301',
      `Operation for "{volumeName:kubernetes.io/configmap/conf podName:${second?.uid} nodeName:}" failed. No retries permitted until later (durationBeforeRetry 2m2s). Error: "MountVolume.SetUp failed for volume \\"conf\\" (UniqueName: \\"kubernetes.io/configmap/${second?.uid}-conf\\") pod \\"${second?.name}\\" (UID: \\"${second?.uid}\\") : configmap \\"web-conf\\" not found"`,
    );
  }
  return bundleOf(node);
}
