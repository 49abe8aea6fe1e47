import type { FactContext } from './fact.ts';
import { type Wait, type WaitingTask, waitOf } from './waits.ts';

/** What the logged stack of a hung task tells that a stack of the moment rarely shows; asked for before waits.ts. */
const KINDS: readonly (readonly [kind: string, frame: RegExp])[] = [
  ['overlay sync', /^ovl_sync_fs/],
  ['srcu', /synchronize_srcu/],
  ['rcu', /^(?:__)?wait_rcu_gp|^synchronize_(?:rcu|sched)|^_?rcu_barrier/],
  ['raid', /^(?:md_|raid\d)/],
];

const MEANINGS: Readonly<Record<string, string>> = {
  nfs: 'an NFS server',
  fuse: 'the program behind a FUSE file system',
  cifs: 'an SMB server',
  ceph: 'a Ceph cluster',
  '9p': 'the host behind a 9p file system',
  ext4: 'the journal of ext4',
  xfs: 'the log or a buffer of XFS',
  btrfs: 'btrfs',
  'overlay sync': 'the disk below a container to be written out, as its overlay is unmounted',
  srcu: 'all readers of a list of the kernel to be done (SRCU)',
  rcu: 'all CPUs to pass a quiet moment (RCU)',
  raid: 'a software RAID',
  'device mapper': 'the device mapper',
  'frozen file system': 'a frozen file system',
  memory: 'free memory',
  disk: 'a disk',
  cgroup: 'a lock of the control groups',
  mount: 'a lock of the mount table',
  'network namespace': 'the lock of network interfaces',
  pipe: 'the other end of a pipe',
  lock: 'a lock that another task holds',
};

/** What a logged stack waits for, with the mounts of that kind that the process sees. */
export function loggedWaitOf(task: WaitingTask, context: FactContext): Wait {
  const special = KINDS.find(([, pattern]) => task.frames.some((frame) => pattern.test(frame)))?.[0];
  return special === undefined ? waitOf(task, context) : { kind: special, filesystems: [], mountPoints: [] };
}

/** A kind of wait in words: `the program behind a FUSE file system`; empty for none. */
export const meaningOf = (kind: string): string => MEANINGS[kind] ?? '';
