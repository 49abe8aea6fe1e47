// Log lines of a busy node: ordinary ones, and planted ones by the id of the signature that must count them.

/** A small generator of numbers (mulberry32), so that a size always gives the same bytes. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (n) => Math.floor(next() * n),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

export const hex = (random, digits) => Array.from({ length: digits }, () => random.below(16).toString(16)).join('');

const APPS = ['cart', 'search', 'login', 'media-resize', 'ledger', 'mailer'];
const NAMESPACES = ['shop', 'core', 'batch', 'monitoring'];

const pod = (random) => `${random.pick(NAMESPACES)}/${random.pick(APPS)}-${hex(random, 6)}-${hex(random, 4)}`;
const uid = (random) => [8, 4, 4, 4, 12].map((n) => hex(random, n)).join('-');

/** What each log says when nothing is wrong, and what is planted in it. */
export const LOGS = {
  kubelet: {
    member: 'journal/kubelet.log',
    prefix: (stamp) => `${stamp} bench-node kubelet[2211]: `,
    calm: [
      (r) =>
        `"SyncLoop (PLEG): event for pod" pod="${pod(r)}" event={"ID":"${uid(r)}","Type":"ContainerStarted","Data":"${hex(r, 64)}"}`,
      (r) =>
        `"MountVolume.SetUp succeeded for volume" pluginName="kubernetes.io/projected" volumeName="token-${hex(r, 5)}" pod="${pod(r)}" podUID=${uid(r)}`,
      (r) =>
        `"Generic (PLEG): container finished" podID="${uid(r)}" containerID="${hex(r, 64)}" exitCode=${r.below(3)}`,
      (r) => `"Cleaned up orphaned pod volumes dir" podUID=${uid(r)} path="/var/lib/kubelet/pods/${uid(r)}/volumes"`,
      (r) => `"Node lease updated" lease="kube-node-lease/bench-node" resourceVersion="${r.below(1e9)}"`,
    ],
    planted: {
      'orphaned-pod-volumes': (r) =>
        `orphaned pod "${uid(r)}" found, but volume paths are still present on disk : There were a total of ${1 + r.below(9)} errors similar to this. Turn up verbosity to see them.`,
      'pleg-unhealthy': (r) =>
        `skipping pod synchronization - PLEG is not healthy: pleg was last seen active ${3 + r.below(9)}m${r.below(60)}.${r.below(1e9)}s ago; threshold is 3m0s`,
      'disk-pressure-eviction': () => 'eviction manager: attempting to reclaim ephemeral-storage',
    },
  },
  docker: {
    member: 'journal/docker.log',
    prefix: (stamp) => `${stamp} bench-node dockerd[1804]: `,
    calm: [
      (r) =>
        `time="2026-01-15T08:00:00.${String(r.below(1e9)).padStart(9, '0')}Z" level=info msg="ignoring event" container=${hex(r, 64)} module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"`,
      (r) =>
        `time="2026-01-15T08:00:00.${String(r.below(1e9)).padStart(9, '0')}Z" level=info msg="shim disconnected" id=${hex(r, 64)}`,
    ],
    planted: {
      'remove-rootfs-busy': (r) =>
        `time="2026-01-15T08:00:00.000000000Z" level=error msg="container ${hex(r, 64)}: driver \\"overlay2\\" failed to remove root filesystem: unlinkat /var/lib/docker/overlay2/${hex(r, 64)}/merged: device or resource busy"`,
    },
  },
  kernel: {
    member: 'journal/kernel.log',
    prefix: (stamp) => `${stamp} bench-node kernel: `,
    calm: [
      (r) => `veth${hex(r, 7)}: renamed from eth0`,
      (r) => `cni0: port ${r.below(250)}(veth${hex(r, 8)}) entered forwarding state`,
      (r) => `device veth${hex(r, 8)} left promiscuous mode`,
      (r) => `IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready (${r.below(1e6)})`,
    ],
    planted: {
      'ipvs-no-destination': (r) =>
        `IPVS: rr: TCP 10.${r.below(16)}.${r.below(256)}.${1 + r.below(250)}:8500 - no destination available`,
      'conntrack-full': () => 'nf_conntrack: nf_conntrack: table full, dropping packet',
      'ext4-error': (r) =>
        `EXT4-fs error (device vdb): __ext4_get_inode_loc:4317: inode #${2 + r.below(9e6)}: block ${r.below(9e6)}: comm find: unable to read itable block`,
    },
  },
};
