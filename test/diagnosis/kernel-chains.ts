import { type Chains, hung, ID, kernel, mounts, OTHER, stat } from './chain-bundles.ts';
import type { Files } from './chains.ts';

export const kernelChains: Chains = {};

const server = (address: string): string => `nfs: server ${address} not responding, still trying`;
const NFS = '26 25 0:52 / /srv/a rw shared:2 - nfs4 192.0.2.40:/export rw,hard';
const NFS_OTHER = '27 25 0:53 / /srv/b rw shared:3 - nfs4 192.0.2.41:/export rw,hard';
const NFS_FRAMES = ['rpc_wait_bit_killable', 'nfs4_proc_getattr'];

kernelChains['a silent NFS server holds up a task'] = [
  'mounts/nfs-server-silent',
  'kernel/hung-task',
  {
    'the task waits in NFS': [
      {
        ...mounts(NFS),
        ...kernel(...hung(9000, 'report:4711', ...NFS_FRAMES), `[ 9060.000000] ${server('192.0.2.40')}`),
      },
      'active',
    ],
    'another server that fits complained as well': [
      {
        ...mounts(NFS, NFS_OTHER),
        ...kernel(
          ...hung(9000, 'report:4711', ...NFS_FRAMES),
          `[ 9060.000000] ${server('192.0.2.40')}`,
          `[ 9061.000000] ${server('192.0.2.41')}`,
        ),
      },
      'none',
    ],
    'the task waits for its disk': [
      {
        ...mounts(NFS),
        ...kernel(...hung(9000, 'report:4711', 'ext4_sync_file'), `[ 9060.000000] ${server('192.0.2.40')}`),
      },
      'none',
    ],
    'the task waited an hour before': [
      {
        ...mounts(NFS),
        ...kernel(...hung(5000, 'report:4711', ...NFS_FRAMES), `[ 9060.000000] ${server('192.0.2.40')}`),
      },
      'none',
    ],
  },
];

const stuck = (pid: number, id: string, frames: readonly string[]): Files => ({
  'commands/proc/stat': stat(pid, 'web', 'D'),
  'commands/proc/cgroup': `/proc/${pid}/cgroup:0::/docker/${id}`,
  'commands/proc/task-stack': frames.map((f) => `/proc/${pid}/task/${pid}/stack:[<0>] ${f}+0x24/0xa0`),
  'commands/proc/task-status': [
    `/proc/${pid}/task/${pid}/status:Name:\tweb`,
    `/proc/${pid}/task/${pid}/status:State:\tD (disk sleep)`,
  ],
});
const killed = (id: string): Files => ({
  'journal/docker.log': ['57', '59'].map(
    (m) =>
      `time="2026-01-15T11:${m}:00.000000000Z" level=error msg="Container failed to exit within 10 seconds of kill - trying direct SIGKILL" container=${id} error="context deadline exceeded"`,
  ),
});

kernelChains['a silent NFS server keeps a container alive'] = [
  'mounts/nfs-server-silent',
  'runtime/container-unkillable',
  {
    'its task waits in NFS': [
      {
        ...mounts(NFS),
        ...kernel(`[ 9060.000000] ${server('192.0.2.40')}`),
        ...stuck(4711, ID, NFS_FRAMES),
        ...killed(ID),
      },
      'active',
    ],
    'another container cannot be killed': [
      {
        ...mounts(NFS),
        ...kernel(`[ 9060.000000] ${server('192.0.2.40')}`),
        ...stuck(4711, ID, NFS_FRAMES),
        ...killed(OTHER),
      },
      'none',
    ],
  },
];

const failed = (at: number, device: string): string =>
  `[ ${at}.000000] blk_update_request: I/O error, dev ${device}, sector 8760 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0`;
const DATA = '26 25 8:16 / /srv/data rw shared:9 - xfs /dev/sdb rw';

kernelChains['a disk that fails holds up a task'] = [
  'storage/block-device-io-error',
  'kernel/hung-task',
  {
    'the journal of its file system': [
      { ...mounts(DATA), ...kernel(failed(8950, 'sdb'), ...hung(9000, 'xfsaild/sdb:611', 'xfs_log_force')) },
      'active',
    ],
    'the requests failed after the report': [
      { ...mounts(DATA), ...kernel(...hung(9000, 'writer:611', 'xfs_log_force'), failed(9060, 'sdb')) },
      'active',
    ],
    'another disk failed': [
      { ...mounts(DATA), ...kernel(failed(8950, 'sda'), ...hung(9000, 'xfsaild/sdb:611', 'xfs_log_force')) },
      'none',
    ],
    'two disks fit the stack': [
      {
        ...mounts(DATA, '27 25 8:32 / /srv/more rw shared:10 - xfs /dev/sdc rw'),
        ...kernel(failed(8950, 'sdb'), ...hung(9000, 'writer:611', 'xfs_log_force')),
      },
      'none',
    ],
    'it failed an hour before': [
      { ...mounts(DATA), ...kernel(failed(5000, 'sdb'), ...hung(9000, 'xfsaild/sdb:611', 'xfs_log_force')) },
      'none',
    ],
  },
];

const held = (from: number): string[] =>
  [0, 10, 20].map((s) => `[ ${from + s}.000000] unregister_netdevice: waiting for lo to become free. Usage count = 1`);

kernelChains['an interface that is held stops new network namespaces'] = [
  'network/interface-held',
  'kernel/hung-task',
  {
    'a task waits to copy a network namespace': [
      kernel(...held(8900), ...hung(9000, 'exe:4711', '__mutex_lock_slowpath', 'copy_net_ns')),
      'active',
    ],
    'a task waits for another lock of the network': [
      kernel(...held(8900), ...hung(9000, 'ip:4711', '__mutex_lock_slowpath', 'rtnl_lock')),
      'none',
    ],
    'it was released long before': [
      kernel(...held(5000), ...hung(9000, 'exe:4711', '__mutex_lock_slowpath', 'copy_net_ns')),
      'none',
    ],
  },
];

const picture = (held: number): Files => ({
  'manifest-start.json':
    '{"format":"inquest-bundle","version":1,"privileges":{"uid":0,"pid":4711,"in_container":false},"clock":{"epoch":1768478400,"uptime":86400,"utc_offset":"+0000"}}',
  'commands/proc/stat': stat(1785, 'dockerd', 'S'),
  'commands/proc/fd-counts': `30110 /proc/1785/fd\n${held} /proc/2211/fd`,
  'commands/proc/fd-kinds': `1785 30050 socket\n2211 ${held} socket`,
  'commands/net/unix': '30000 03 /var/run/docker.sock',
  'ss.txt': [4711, 4712].map(
    (fd) => `u_str ESTAB 0 0 /var/run/docker.sock 3${fd} * 0 users:(("dockerd",pid=1785,fd=${fd}))`,
  ),
});

kernelChains['a daemon that keeps connections of clients that are gone'] = [
  'limits/closed-connections-kept',
  'limits/one-sided-connections',
  {
    'has connections without another end': [picture(80), 'active'],
    'and one whose clients hold theirs': [picture(29_000), 'limits/closed-connections-kept is ruled-out'],
  },
];

const kept = (devices: number): Files => ({
  'proc/version': 'Linux version 3.10.0-957.el7.x86_64 (builder@build.example.com) (gcc version 4.8.5) #1 SMP',
  'proc/cgroups': `#subsys_name\thierarchy\tnum_cgroups\tenabled\ndevices\t2\t${devices}\t1\nmemory\t5\t64000\t1\n`,
});

kernelChains['kernel memory accounting that lets no group go'] = [
  'cgroup/kmem-accounting-leak',
  'cgroup/deleted-groups-kept',
  {
    'is why deleted groups pile up': [kept(400), 'active'],
    'is not where the groups exist': [
      kept(60_000),
      'cgroup/kmem-accounting-leak is ruled-out, cgroup/deleted-groups-kept is clear',
    ],
  },
];

const reclaims = (time: string): Files => ({
  'journal/kubelet.log': [
    'I0115 01:00:00.000000    1288 server.go:440] Started kubelet',
    `W0115 ${time}:00.000000    1288 eviction_manager.go:350] "Eviction manager: attempting to reclaim" resourceName="memory"`,
  ],
});
const filesInMemory = (availableKb: number, ...lines: readonly string[]): Files => ({
  'proc/uptime': '86400.00 1.00',
  'commands/kernel/dmesg': ['[    0.000000] Linux version 5.10.0', ...lines],
  'proc/meminfo': [
    'MemTotal:       67108864 kB',
    'MemFree:         1000000 kB',
    `MemAvailable:   ${availableKb} kB`,
    'Shmem:          39845888 kB',
  ],
});
/** A report of the kernel 1400 s before the collection, at 11:36:40: 38 of 64 GiB are files in memory. */
const KILLED = [
  '[85000.100000] node invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0',
  '[85000.100020]  mapped:78827 shmem:9961472 pagetables:4336 bounce:0',
  '[85000.100050] 16777216 pages RAM',
  '[85000.100100] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=mysqld,pid=4711,uid=999',
  '[85000.100110] Out of memory: Killed process 4711 (mysqld) total-vm:16777216kB, anon-rss:12582912kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:24576kB oom_score_adj:0',
];

kernelChains['files in memory that leave no room'] = [
  'memory/tmpfs-grown',
  'kubelet/memory-eviction',
  {
    'make the kubelet evict pods': [{ ...filesInMemory(2_000_000), ...reclaims('11:50') }, 'active'],
    'hours after it evicted some': [{ ...filesInMemory(2_000_000), ...reclaims('02:00') }, 'none'],
    'and the kernel killed minutes after it evicted some': [
      { ...filesInMemory(30_000_000, ...KILLED), ...reclaims('11:33') },
      'active',
    ],
    'and the kernel killed hours after it evicted some': [
      { ...filesInMemory(30_000_000, ...KILLED), ...reclaims('02:00') },
      'none',
    ],
  },
];
