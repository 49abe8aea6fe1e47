import { type Chains, kubelet } from './chain-bundles.ts';
import type { Files } from './chains.ts';

export const volumeChains: Chains = {};

const unmounted = (error: string): string =>
  `E0115 11:50:00.100000    1288 nestedpendingoperations.go:301] Operation for "{volumeName:kubernetes.io/nfs/4c7e-data podName:4c7e nodeName:}" failed. No retries permitted until 2026-01-15 11:58:02.1 +0000 UTC m=+125.5 (durationBeforeRetry 8s). Error: "MountVolume.SetUp failed for volume \\"data\\" (UniqueName: \\"kubernetes.io/nfs/4c7e-data\\") pod \\"web-0\\" (UID: \\"4c7e91aa-0000-4000-8000-000000000001\\") : mount failed: exit status 32\\nMounting command: systemd-run\\nMounting arguments: --description=Kubernetes transient mount for /var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~nfs/data --scope -- mount -t nfs files.example.com:/export /var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~nfs/data\\nOutput: ${error}"`;
const UNRESOLVED =
  'Running scope as unit: run-r1f0.scope\\nmount.nfs: Failed to resolve server files.example.com: Name or service not known';

volumeChains['a volume of an NFS server without an address'] = [
  'network/nfs-server-unresolved',
  'volumes/volume-mount-failure',
  {
    'is not mounted': [kubelet(unmounted(UNRESOLVED)), 'active'],
    'and one that the server refuses': [
      {
        ...kubelet(unmounted('mount.nfs: access denied by server while mounting files.example.com:/export')),
        'var/log/syslog':
          'Jan 15 11:27:31 node-1 mount[809]: mount.nfs: Failed to resolve server old.example.com: Name or service not known',
      },
      'none',
    ],
  },
];

volumeChains['systemd that takes no more units'] = [
  'systemd/transient-units-refused',
  'volumes/volume-mount-failure',
  {
    'refuses the scope of a mount': [
      kubelet(unmounted('Failed to start transient scope unit: Argument list too long')),
      'active',
    ],
    'and a volume that fails by itself': [
      {
        ...kubelet(unmounted('mount.nfs: Connection timed out')),
        'var/log/syslog':
          'Jan 15 11:27:31 node-1 systemd-run[809]: Failed to start transient scope unit: Argument list too long',
      },
      'none',
    ],
  },
];

const fullDisk = (cacheBytes: number, logKilobytes: number): Files => ({
  'proc/1/mountinfo': '25 1 253:1 / / rw shared:1 - ext4 /dev/vda1 rw',
  'commands/df/bytes': [
    'Filesystem     Type 1024-blocks     Used Available Capacity Mounted on',
    '/dev/vda1      ext4    10000000  9900000    100000      99% /',
  ],
  'commands/disk/usage': `${logKilobytes}\t/var/log/journal`,
  'docker-system-df.txt': [
    'TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE',
    `Build Cache     640       0         ${cacheBytes}B    ${cacheBytes}B`,
  ],
});

volumeChains['a large build cache on a full disk'] = [
  'storage/build-cache-large',
  'storage/block-full',
  {
    'fills it': [fullDisk(4_000_000_000, 1000), 'active'],
    'is not what fills it beside a larger journal': [fullDisk(2_000_000_000, 5_000_000), 'none'],
  },
];

const POD = '4c7e91aa-0000-4000-8000-000000000001';
const FUSE = `/var/lib/kubelet/pods/${POD}/volumes/kubernetes.io~csi/oss-pv/mount`;
const notStarted = (path: string): string =>
  `E0115 11:50:00.100000    1288 pod_workers.go:1294] "Error syncing pod, skipping" err="failed to generate container \\"9c1185d0\\" spec: failed to generate spec: failed to stat \\"${path}\\": stat ${path}: transport endpoint is not connected" pod="shop/cart-0" podUID="${POD}"`;

volumeChains['a FUSE mount that nobody serves'] = [
  'mounts/fuse-server-gone',
  'runtime/container-start-failure',
  {
    'keeps the containers of its pod from starting': [kubelet(notStarted(FUSE)), 'active'],
    'and a start that failed at a full limit of mounts': [
      {
        ...kubelet(`E0115 11:50:00.100000    1288 mount.go:10] stat ${FUSE}: transport endpoint is not connected`),
        'journal/docker.log':
          'time="2026-01-15T11:59:00.000000000Z" level=error msg="Handler for POST /v1.40/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/91c0d7-init/merged: no space left on device"',
      },
      'none',
    ],
  },
];
