import { describe, expect, it } from 'vitest';
import { type Files, tieIn } from './chains.ts';

const ID = '9c1185d0a3f2c61a9c1185d0a3f2c61a9c1185d0a3f2c61a9c1185d0a3f2c61a';
const OTHER = '5e1cdf132517df24402e476e0f3b25db9ca5514928d6b0028cd51fd40ea50fce';

/** Collected ten thousand seconds after the boot. */
const kernel = (...lines: readonly string[]): Files => ({
  'proc/uptime': '10000.00 20000.00',
  'commands/kernel/dmesg': ['[    0.000000] Linux version 4.9.0', ...lines],
});
/** A report of the kernel on a task, with its stack, at seconds after the boot. */
const hung = (at: number, task: string, ...frames: readonly string[]): string[] => [
  `[ ${at}.100000] INFO: task ${task} blocked for more than 120 seconds.`,
  `[ ${at}.100010] Call Trace:`,
  ...frames.map((frame, i) => `[ ${at}.1000${20 + i}]  ${frame}+0x24/0x210`),
];
const stat = (pid: number, comm: string, state: string, start = 100): string =>
  `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 9 0 ${start} 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0`;
const mounts = (...rows: readonly string[]): Files => ({
  'proc/1/mountinfo': ['25 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw', ...rows],
});
const kubelet = (...lines: readonly string[]): Files => ({ 'journal/kubelet.log': lines });

const cases: Record<string, readonly [from: string, to: string, bundles: Record<string, readonly [Files, string]>]> =
  {};

const minutes = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(2, '0'));
const unreached = (hour: number, from: number, to: number): string[] =>
  minutes(from, to).map(
    (m) =>
      `E0115 ${hour}:${m}:30.000000    1288 controller.go:187] failed to update lease, error: Put "https://192.0.2.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s": dial tcp 192.0.2.10:6443: i/o timeout`,
  );
const lost = (at: string): Files => ({
  'commands/kube/node.json': `{"kind":"Node","metadata":{"name":"node-1"},"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"${at}"}]}}`,
});
const START = 'E0115 09:00:00.000000    1288 kubelet.go:10] start';
const RUNS: Files = { 'commands/proc/stat': stat(1288, 'kubelet', 'S') };

cases['an API server that is not reached loses the node'] = [
  'network/api-server-unreachable',
  'kubelet/node-status-unknown',
  {
    'it was given up while the tries failed': [
      { ...RUNS, ...kubelet(START, ...unreached(11, 40, 59)), ...lost('2026-01-15T11:41:15Z') },
      'active',
    ],
    'the log begins later': [
      { ...RUNS, ...kubelet(...unreached(11, 40, 59)), ...lost('2026-01-15T02:00:00Z') },
      'active',
    ],
    'it was reached again before': [
      { ...RUNS, ...kubelet(START, ...unreached(10, 10, 20)), ...lost('2026-01-15T11:41:15Z') },
      'none',
    ],
    'the tries failed only later': [
      { ...RUNS, ...kubelet(START, ...unreached(11, 50, 59)), ...lost('2026-01-15T10:00:00Z') },
      'none',
    ],
  },
];

const server = (address: string): string => `nfs: server ${address} not responding, still trying`;
const NFS = '26 25 0:52 / /srv/a rw shared:2 - nfs4 192.0.2.40:/export rw,hard';
const NFS_OTHER = '27 25 0:53 / /srv/b rw shared:3 - nfs4 192.0.2.41:/export rw,hard';
const NFS_FRAMES = ['rpc_wait_bit_killable', 'nfs4_proc_getattr'];

cases['a silent NFS server holds up a task'] = [
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

cases['a silent NFS server keeps a container alive'] = [
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

cases['a disk that fails holds up a task'] = [
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

cases['an interface that is held stops new network namespaces'] = [
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

const gaveUp = (id: string, call: string): string =>
  `E0115 11:42:03.000000    1288 remote_runtime.go:295] ${call} "${id}" from runtime service failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded`;
const waiting: Files = {
  'proc/uptime': '10000.00 20000.00',
  // Started 1200 s before the collection: 11:40:00.
  'commands/proc/stat': stat(4711, 'runc:[2:INIT]', 'S', 880_000),
  'commands/proc/cgroup': `/proc/4711/cgroup:0::/docker/${ID}`,
  'commands/proc/wchan': '/proc/4711/wchan:wait_for_partner',
};

cases['a start that was given up is never done'] = [
  'kubelet/runtime-call-timeout',
  'runtime/start-never-came',
  {
    'of this container': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'StartContainer')) }, 'active'],
    'of another container': [{ ...waiting, ...kubelet(START, gaveUp(OTHER, 'StartContainer')) }, 'none'],
    'another call': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'ContainerStatus')) }, 'none'],
    'hours before': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'StartContainer').replace('11:42', '09:42')) }, 'none'],
  },
];

const unmounted = (error: string): string =>
  `E0115 11:50:00.100000    1288 nestedpendingoperations.go:301] Operation for "{volumeName:kubernetes.io/nfs/4c7e-data podName:4c7e nodeName:}" failed. No retries permitted until 2026-01-15 11:58:02.1 +0000 UTC m=+125.5 (durationBeforeRetry 8s). Error: "MountVolume.SetUp failed for volume \\"data\\" (UniqueName: \\"kubernetes.io/nfs/4c7e-data\\") pod \\"web-0\\" (UID: \\"4c7e91aa-0000-4000-8000-000000000001\\") : mount failed: exit status 32\\nMounting command: systemd-run\\nMounting arguments: --description=Kubernetes transient mount for /var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~nfs/data --scope -- mount -t nfs files.example.com:/export /var/lib/kubelet/pods/4c7e91aa-0000-4000-8000-000000000001/volumes/kubernetes.io~nfs/data\\nOutput: ${error}"`;
const UNRESOLVED =
  'Running scope as unit: run-r1f0.scope\\nmount.nfs: Failed to resolve server files.example.com: Name or service not known';

cases['a volume of an NFS server without an address'] = [
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

describe.each(Object.entries(cases))('%s', (_, [from, to, bundles]) => {
  it.each(Object.entries(bundles))('%s', (__, [files, tie]) => {
    expect(tieIn(files, from, to)).toBe(tie);
  });
});
