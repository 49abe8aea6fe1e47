import { addMount } from './mounts.ts';
import { addFilesystem, type Node, type Space } from './node.ts';
import { tmpfsSpace } from './tmpfs-space.ts';

/** Hierarchies of cgroup v1, as systemd mounts them. */
export const CGROUP_HIERARCHIES = [
  'systemd',
  'cpu,cpuacct',
  'cpuset',
  'memory',
  'devices',
  'freezer',
  'blkio',
  'net_cls,net_prio',
  'perf_event',
  'hugetlb',
  'pids',
] as const;

/** File systems of the kernel that every systemd node has: mount point, type, source. */
const KERNEL_FILESYSTEMS: readonly (readonly [string, string, string])[] = [
  ['/sys', 'sysfs', 'sysfs'],
  ['/proc', 'proc', 'proc'],
  ['/sys/kernel/security', 'securityfs', 'securityfs'],
  ['/dev/pts', 'devpts', 'devpts'],
  ['/sys/fs/pstore', 'pstore', 'pstore'],
  ['/sys/kernel/config', 'configfs', 'configfs'],
  ['/sys/kernel/debug', 'debugfs', 'debugfs'],
  ['/proc/sys/fs/binfmt_misc', 'autofs', 'systemd-1'],
  ['/dev/mqueue', 'mqueue', 'mqueue'],
  ['/dev/hugepages', 'hugetlbfs', 'hugetlbfs'],
  ['/sys/fs/bpf', 'bpf', 'bpf'],
  ['/sys/fs/fuse/connections', 'fusectl', 'fusectl'],
];

/** The mounts of a freshly booted node. A tmpfs may take half of the memory. */
export function addSystemMounts(node: Node): void {
  const { spec } = node;
  const half = Math.floor(spec.memoryKib / 8) * 4;
  const user = Math.floor(spec.memoryKib / 40) * 4;
  const { source, device, type = 'ext4', ...space } = spec.root;
  const inMemory = (point: string, own: Partial<Space>, options: string, superOptions?: string): void =>
    addFilesystem(node, {
      ...{ source: 'tmpfs', type: 'tmpfs', point, ...tmpfsSpace(half), ...own, options },
      ...(superOptions === undefined ? {} : { superOptions }),
    });
  addFilesystem(node, { source, device, type, point: '/', ...space, options: 'rw,relatime' });
  for (const [point, fsType, name] of KERNEL_FILESYSTEMS.slice(0, 2)) mountKernelFilesystem(node, point, fsType, name);
  addFilesystem(node, {
    source: 'devtmpfs',
    type: 'devtmpfs',
    point: '/dev',
    ...tmpfsSpace(half - 10912, 0, 354),
    options: 'rw,nosuid',
    superOptions: `rw,size=${half - 10912}k,mode=755`,
  });
  for (const [point, fsType, name] of KERNEL_FILESYSTEMS.slice(2)) mountKernelFilesystem(node, point, fsType, name);
  inMemory('/dev/shm', { inodesUsed: 2 }, 'rw,nosuid,nodev');
  inMemory('/run', { ...tmpfsSpace(half, 30_720, 1858), ...spec.run }, 'rw,nosuid,nodev', 'rw,mode=755');
  if (spec.unifiedCgroups === true) mountKernelFilesystem(node, '/sys/fs/cgroup', 'cgroup2', 'cgroup2');
  else addCgroupHierarchies(node, half);
  if (spec.tmp !== undefined) inMemory('/tmp', spec.tmp, 'rw,nosuid,nodev');
  inMemory('/run/user/0', tmpfsSpace(user), 'rw,nosuid,nodev,relatime', `rw,size=${user}k,mode=700`);
}

function mountKernelFilesystem({ table, numbers }: Node, point: string, fsType: string, source: string): void {
  addMount(table, numbers, {
    point,
    fsType,
    source,
    device: numbers.anonymousDevice(),
    options: 'rw,nosuid,nodev,noexec,relatime',
    shared: numbers.peerGroup(),
  });
}

/** cgroup v1: a tmpfs with one mount per hierarchy. */
function addCgroupHierarchies(node: Node, kib: number): void {
  const { table, numbers } = node;
  addFilesystem(node, {
    source: 'tmpfs',
    type: 'tmpfs',
    point: '/sys/fs/cgroup',
    ...tmpfsSpace(kib, 0, 17),
    options: 'ro,nosuid,nodev,noexec',
    superOptions: 'ro,mode=755',
  });
  for (const hierarchy of CGROUP_HIERARCHIES) {
    const superOptions =
      hierarchy === 'systemd'
        ? 'rw,xattr,release_agent=/usr/lib/systemd/systemd-cgroups-agent,name=systemd'
        : `rw,${hierarchy}`;
    addMount(table, numbers, {
      point: `/sys/fs/cgroup/${hierarchy}`,
      fsType: 'cgroup',
      source: 'cgroup',
      device: numbers.anonymousDevice(),
      options: 'rw,nosuid,nodev,noexec,relatime',
      superOptions,
      shared: numbers.peerGroup(),
    });
  }
}
