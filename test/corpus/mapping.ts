/** What the manifest of the corpus calls things, and what the catalog calls them. */

/**
 * The rules that tell of a failure the manifest expects, the cause first; one that holds is enough. A line is added when its
 * rule is written: `npm run corpus` counts what has no line as `expected, no rule yet`.
 */
export const RULES_OF_EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'arp-cache-overflow': ['network/neighbour-table-full'],
  'block-io-error': ['storage/block-device-io-error'],
  'build-cache-fills-overlay2': ['storage/build-cache-large', 'storage/build-cache-grown'],
  'buildkit-cache-mounts': ['storage/build-cache-grown'],
  'cgroup-driver-mismatch': ['runtime/cgroup-driver-mismatch'],
  'cni-ip-pool-exhausted': ['network/pod-addresses-leaked', 'network/pod-addresses-exhausted'],
  'conntrack-table-full': ['network/conntrack-full'],
  'container-main-process-defunct-stop-fails': ['runtime/container-end-missed', 'runtime/container-unkillable'],
  'container-mounts-host-root-leaks-csi-mounts': ['mounts/host-root-propagation', 'mounts/csi-mount-leak'],
  'containerd-cri-plugin-disabled': ['runtime/cri-service-missing'],
  'disk-medium-error': ['storage/block-device-io-error'],
  'disk-pressure-soft-threshold': ['storage/disk-pressure'],
  'dns-nameserver-limit': ['network/dns-limits-exceeded'],
  'docker-cp-mount-doubling': [
    'mounts/mount-doubling-docker-cp',
    'mounts/mount-max-exhausted',
    'runtime/docker-cp-failure',
  ],
  'dockerd-fd-leak-docker-sock': [
    'limits/runtime-socket-leak',
    'limits/closed-connections-kept',
    'limits/open-files-exhausted',
    'limits/one-sided-connections',
    'runtime/docker-api-refused',
  ],
  'ext4-error-iscsi-replica-loss': ['storage/ext4-io-error'],
  'ext4-journal-aborted-readonly': ['storage/ext4-journal-abort', 'storage/fs-remounted-readonly'],
  'ext4-journal-aborted-remote-volume-lost': [
    'storage/ext4-journal-abort',
    'storage/ext4-io-error',
    'storage/disk-detached-mounted',
  ],
  'frozen-cgroup-runc-init-refrigerator': ['runtime/container-frozen', 'runtime/freezer-stack-noted'],
  'hung-task-fuse': ['kernel/fuse-server-silent', 'kernel/hung-task'],
  'hung-task-slow-disk-overlay-sync': ['kernel/overlay-unmount-sync', 'kernel/hung-task'],
  'hung-task-srcu-fsnotify': ['kernel/hung-task'],
  'hung-task-xfs-writeback': ['kernel/stack-in-xfs', 'kernel/hung-task'],
  'hugepages-starve-memory': ['memory/huge-pages-reserved'],
  'hypervisor-storage-pool-full': ['storage/block-device-io-error'],
  'image-fs-capacity-zero': ['storage/image-fs-unmeasured'],
  'image-gc-threshold': ['storage/image-space-low'],
  'image-pull-failure': ['kubelet/image-pull-failed'],
  'inotify-watches-exhausted': ['limits/inotify-watches-exhausted'],
  'i40e-vf-not-trusted-mac-limit': ['network/virtual-function-untrusted'],
  'ipvs-no-destination-sync-stopped': ['network/ipvs-no-destination'],
  'kubelet-client-cert-expired': ['kubelet/client-certificate-expired'],
  'kubelet-dir-bind-mounted-duplicate-mountrefs': ['kubelet/root-bind-alias', 'mounts/csi-mount-leak'],
  'device-mounted-twice': ['volumes/volume-mounted-elsewhere'],
  'kmem-accounting-slub': ['cgroup/kernel-memory-refused'],
  'may-detach-mounts-off': ['mounts/may-detach-mounts-off'],
  'memcg-leak-kmem-accounting-old-kernel': [
    'cgroup/kmem-accounting-leak',
    'cgroup/memcg-ids-exhausted',
    'cgroup/deleted-groups-kept',
  ],
  'mount-leaked-into-other-namespace-ebusy': [
    'mounts/may-detach-mounts-off',
    'mounts/may-detach-mounts-absent',
    'runtime/container-removal-stuck',
  ],
  'netlink-drops': ['network/netlink-messages-lost'],
  'nfs-name-resolution': ['network/nfs-server-unresolved'],
  'oom-kill-manual-sysrq': ['memory/killed-by-hand'],
  'oom-memcg-limit': ['memory/limit-reached'],
  'oom-memcg-limit-too-small-runc-init': ['memory/runc-init-killed'],
  'pids-exhausted-kubelet-cannot-fork': ['limits/fork-refused'],
  'pids-limit-cgroup': ['limits/pids-limit-refused'],
  'pipe-user-pages-soft-runc-init-hang': ['runtime/runc-init-pipe-hang', 'runtime/runc-too-old'],
  'pleg-too-many-containers': ['kubelet/pleg-unhealthy'],
  'qla2xxx-no-scan': ['hardware/hba-not-scanned'],
  'root-disk-full-bind-tmp': ['storage/block-full'],
  'run-tmpfs-inodes-exhausted-exec-fifos': ['storage/tmpfs-full', 'runtime/exec-probe-tmpfs-full'],
  'smart-unhealthy-disk': ['hardware/disk-failing'],
  'soft-lockup-hypervisor-starvation': ['kernel/soft-lockup'],
  'soft-lockup-panic': ['kernel/soft-lockup', 'kernel/panic'],
  'systemd-failed-units': ['systemd/unit-failed'],
  'systemd-unit-bad': ['systemd/unit-file-bad'],
  'tcp-mem-exhausted': ['network/tcp-memory-exhausted'],
  'tcp-stats-errors': ['network/reverse-path-drops'],
  'thin-pool-out-of-space': ['storage/thin-pool-full', 'storage/volume-group-unreadable'],
  'unregister-netdevice-refcount-leak': ['network/interface-held'],
  'two-pvs-same-network-share-mountrefs': ['mounts/volumes-share-source', 'mounts/csi-mount-leak'],
  'nfs-stale-file-handle': ['mounts/stale-handle'],
  'orphaned-pod-volume-paths': ['volumes/orphaned-pod-directories'],
  'xfs-fragmentation-or-memory-pressure': ['memory/xfs-allocation-deadlock'],
};

/** Failures that are of the collection and not of the node: the report tells of them in the state of its sources. */
export const STATUS_OF_EXPECTED: Readonly<Record<string, string>> = {
  'collector-timeouts': 'timed_out',
};

/** A statement that would be wrong: of one of these rules (or rules of a folder, `mounts/`), about an object. */
export interface Forbidden {
  readonly rules?: readonly string[];
  /** Read in what the finding says, its entities and its evidence. */
  readonly about?: RegExp;
  /** Only findings of this severity count; without it those of medium and above do. */
  readonly only?: 'critical';
}

/** `must_not_fire` items, by how their text begins. An item without a line fails the tests of the corpus. */
export const FORBIDDEN_ITEMS: readonly (readonly [string, Forbidden])[] = [
  ['/snap/* squashfs loop mounts', { rules: ['storage/'], about: /\/snap\/|\bsquashfs\b|\bloop\d/ }],
  ['dmesg: blk_update_request: I/O error, dev loop', { about: /\bloop\d+\b/ }],
  ['audit apparmor=', { about: /apparmor/i }],
  ['mount leak', { rules: ['mounts/'] }],
  ['lxcfs/dev bind mounts', { rules: ['mounts/'] }],
  ['cgroup leak', { rules: ['cgroup/'] }],
  ['failed units systemd-remount-fs', { about: /systemd-remount-fs|multipathd/ }],
  ['anything critical', { only: 'critical' }],
  ['node-level criticals', { only: 'critical' }],
];

/** The layout a bundle must be read as, by what the manifest says it is; the first that fits counts. */
const LAYOUTS: readonly (readonly [RegExp, string])[] = [
  [/must-gather/, 'must-gather'],
  [/Replicated troubleshoot/, 'troubleshoot'],
  [/of \d+ host tar/, 'sos-collect'],
  [/\/proc and \/sys/, 'procfs'],
  [/sosreport/, 'sosreport'],
];

export const layoutOfKind = (kind: string): string | undefined => LAYOUTS.find(([pattern]) => pattern.test(kind))?.[1];

/** Roles of bundles in which nothing of high severity is wrong, or nothing but what `expected` names. */
export const HEALTHY_ROLES = /^(?:healthy control|environment detection|graceful degradation|one injected problem)/;
