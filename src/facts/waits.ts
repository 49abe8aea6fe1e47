import { deviceNumbers } from './device-numbers.ts';
import type { FactContext } from './fact.ts';
import { mountTables } from './mount-tables.ts';

/** A task as far as it matters for what it waits for. */
export interface WaitingTask {
  readonly pid: number;
  readonly comm: string;
  readonly frames: readonly string[];
  readonly wchan?: string | undefined;
}

/** What a task waits for; file systems are candidates when several fit. */
export interface Wait {
  /** A key of the table below, or empty. */
  readonly kind: string;
  readonly filesystems: string[];
  readonly mountPoints: string[];
}

/** The first row with a matching frame tells; the more special ones stand above `disk` and `lock`. */
const KINDS: readonly (readonly [kind: string, frame: RegExp, fsTypes?: RegExp])[] = [
  ['nfs', /^(?:nfs\d?_|rpc_|rpc[a-z]*_|nlmclnt)/, /^nfs4?$/],
  ['fuse', /^(?:fuse_|__fuse_|request_wait_answer)/, /^fuse/],
  ['cifs', /^(?:cifs_|smb2_|SMB2_|smb_|wait_for_response)/, /^(?:cifs|smb3)$/],
  ['ceph', /^(?:ceph_|rbd_)/, /^ceph$/],
  ['9p', /^(?:p9_|v9fs_)/, /^9p$/],
  ['ext4', /^(?:ext4_|jbd2_|kjournald2|start_this_handle|wait_transaction|do_get_write_access)/, /^ext[34]$/],
  ['xfs', /^(?:xfs_|xlog_|xfsaild)/, /^xfs$/],
  ['btrfs', /^btrfs_/, /^btrfs$/],
  ['frozen file system', /^(?:_?_?sb_start_|mnt_want_write|file_start_write|freeze_super|thaw_super)/],
  ['device mapper', /^(?:dm_|md_|raid\d)/],
  [
    'memory',
    /^(?:try_to_free_pages|shrink_|throttle_direct_reclaim|mem_cgroup_handle_over_high|reclaim_|balance_dirty_pages|compact_)/,
  ],
  [
    'disk',
    /^(?:io_schedule|blk_|submit_bio_wait|wait_on_page|folio_wait|wait_on_buffer|__wait_on_buffer|bit_wait_io|sync_inodes|writeback_|wb_wait)/,
  ],
  ['cgroup', /^(?:cgroup_|css_|memcg_|percpu_ref)/],
  ['mount', /^(?:namespace_lock|copy_mnt_ns|do_mount|path_mount|attach_recursive_mnt|propagate_mnt)/],
  ['network namespace', /^(?:copy_net_ns|cleanup_net|setup_net|netdev_run_todo|rtnl_lock|register_netdev)/],
  ['pipe', /^(?:pipe_|anon_pipe_|wait_for_partner|fifo_open)/],
  [
    'lock',
    /^(?:_?_?mutex_lock|rwsem_|_?_?down_|call_rwsem|percpu_rwsem_wait|percpu_down|locks_lock|flock_|fcntl_setlk|lock_|synchronize_)/,
  ],
];

const MAX_POINTS = 10;

/** Reads the wait off the stack, innermost telling frame first by kind, and joins it with the mounts of the process. */
export function waitOf(task: WaitingTask, context: FactContext): Wait {
  const frames = task.frames.length > 0 ? task.frames : task.wchan === undefined ? [] : [task.wchan];
  const found = KINDS.find(([, pattern]) => frames.some((frame) => pattern.test(frame)));
  const device = /^jbd2\/(.+)-\d+$/.exec(task.comm)?.[1] ?? /^(?:xfsaild|flush)[/-](.+)$/.exec(task.comm)?.[1];
  const kind = found?.[0] ?? (device === undefined ? '' : 'disk');
  if (device !== undefined) return { kind, ...placesOfDevice(device, context) };
  const types = found?.[2];
  return {
    kind,
    ...(types === undefined ? { filesystems: [], mountPoints: [] } : placesOfType(task.pid, types, context)),
  };
}

/** The journal thread of `vda1-8` works for one device; the kernel writes slashes of its name as `!`. */
function placesOfDevice(name: string, context: FactContext): Omit<Wait, 'kind'> {
  const devices = deviceNumbers(context);
  const number = /^\d+:\d+$/.test(name) ? name : devices.numberOf(name.replaceAll('!', '/'));
  if (number === undefined) return { filesystems: [], mountPoints: [] };
  const point = devices.mountPointOf(number);
  return { filesystems: [`filesystem:${number}`], mountPoints: point === undefined ? [] : [point] };
}

/** Mounts of a type in the namespace of the process, one per device. */
function placesOfType(pid: number, types: RegExp, context: FactContext): Omit<Wait, 'kind'> {
  const tables = mountTables(context);
  const namespace = tables.tableOf(pid) ?? tables.node;
  if (namespace === undefined) return { filesystems: [], mountPoints: [] };
  const known = context.once(devicesByType);
  const key = `${namespace.id} ${types.source}`;
  const devices = known.get(key) ?? new Map<string, string>();
  if (!known.has(key)) {
    known.set(key, devices);
    const { table } = namespace;
    for (let row = 0; row < table.rows && devices.size < MAX_POINTS; row++) {
      const device = table.devices[row] ?? '';
      if (types.test(table.fsTypes[row] ?? '') && !devices.has(device))
        devices.set(device, table.mountPoints[row] ?? '');
    }
  }
  return { filesystems: [...devices.keys()].map((d) => `filesystem:${d}`), mountPoints: [...devices.values()] };
}

/** Per namespace and type: searched once, since hundreds of tasks may wait for the same mount. */
const devicesByType = (): Map<string, Map<string, string>> => new Map();
