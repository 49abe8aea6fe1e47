import type { Node } from '../node.ts';

const KERNEL: readonly (readonly [number, string])[] = [
  [90_400, 'blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0'],
  [62_000, 'blk_update_request: I/O error, dev loop6, sector 0 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0'],
  [51_020, 'mce: [Hardware Error]: Machine check events logged'],
  [30_070, 'unregister_netdevice: waiting for lo to become free. Usage count = 1'],
  [9400, 'IPVS: rr: TCP 192.168.7.31:8080 - no destination available'],
];

const KUBELET: readonly (readonly [number, string, string])[] = [
  [
    5000,
    'controller.go:187',
    'failed to update lease, error: Operation cannot be fulfilled on leases.coordination.k8s.io "node-a4.example.com": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    4200,
    'kubelet_volumes.go:154',
    'orphaned pod "0c1d7e42-18b5-42f0-aac3-946d51fe08b2" found, but volume paths are still present on disk : There were a total of 3 errors similar to this. Turn up verbosity to see them.',
  ],
  [
    310,
    'pod_workers.go:191',
    'Error syncing pod 7d20b1ce-c40e-47ab-a825-fd630e9a74c1 ("report-5d9c6b7f4-x2kqp_shop(7d20b1ce-c40e-47ab-a825-fd630e9a74c1)"), skipping: failed to "StartContainer" for "report" with ImagePullBackOff: "Back-off pulling image \\"registry.example.com/shop/report:2.9.9\\""',
  ],
];

/** Messages that frighten and have nothing to do with leaked disks; those of the kubelet as far back as its log goes. */
export function addOtherTrouble({ journal }: Node, now: number, kubeletLogFrom: number): void {
  for (const [age, text] of KERNEL) journal.kernel(now - age, text);
  for (const [age, place, text] of KUBELET)
    if (now - age > kubeletLogFrom) journal.kubelet(now - age, 'E', place, text);
}
