import { describe, expect, it } from 'vitest';
import { waitOf } from '../../src/facts/waits.ts';
import { factsOf, mountLine } from './reading.ts';

describe('what a task waits for', () => {
  const facts = factsOf({
    'proc/1/mountinfo':
      mountLine({ id: 1, point: '/', device: '253:1' }) +
      mountLine({ id: 2, point: '/mnt/bucket', device: '0:60', type: 'fuse.ossfs' }) +
      mountLine({ id: 3, point: '/mnt/other', device: '0:61', type: 'fuse.sshfs' }),
    'commands/block': '/sys/block/dm-7/dm/name:vg-data\n/sys/class/block/dm-7/dev:254:7\n',
  });
  const kindOf = (...frames: string[]) => waitOf({ pid: 1, comm: 'x', frames }, facts).kind;

  it.each([
    ['frozen file system', ['percpu_rwsem_wait', 'mnt_want_write', 'path_openat']],
    ['lock', ['percpu_rwsem_wait', 'copy_process', 'kernel_clone']],
    ['cgroup', ['percpu_rwsem_wait', 'cgroup_procs_write_start', 'cgroup_procs_write']],
    ['ext4', ['io_schedule', 'bit_wait_io', 'wait_on_buffer', 'ext4_find_entry']],
    ['disk', ['io_schedule', 'folio_wait_bit_common', 'filemap_read']],
    ['nfs', ['rpc_wait_bit_killable', 'nfs4_call_sync_sequence']],
    ['memory', ['io_schedule', 'shrink_folio_list', 'try_to_free_pages', 'do_user_addr_fault']],
    ['mount', ['rwsem_down_write_slowpath', 'namespace_lock', 'do_mount']],
    ['network namespace', ['mutex_lock', 'copy_net_ns', 'create_new_namespaces']],
    ['pipe', ['wait_for_partner', 'fifo_open', 'do_dentry_open']],
    ['', ['do_something_else']],
    ['', []],
  ])('is %s for %j', (kind, frames) => expect(kindOf(...frames)).toBe(kind));

  it('names every mount it may be, and falls back to the symbol where stacks are hidden', () => {
    expect(waitOf({ pid: 1, comm: 'x', frames: [], wchan: 'request_wait_answer' }, facts)).toEqual({
      kind: 'fuse',
      filesystems: ['filesystem:0:60', 'filesystem:0:61'],
      mountPoints: ['/mnt/bucket', '/mnt/other'],
    });
  });

  it('is told by the name of a thread that works for one device', () => {
    const wait = waitOf(
      { pid: 900, comm: 'jbd2/dm-7-8', frames: ['io_schedule', 'jbd2_journal_commit_transaction'] },
      facts,
    );
    expect(wait).toEqual({ kind: 'ext4', filesystems: ['filesystem:254:7'], mountPoints: [] });
    expect(waitOf({ pid: 901, comm: 'jbd2/sdz-8', frames: [] }, facts)).toEqual({
      kind: 'disk',
      filesystems: [],
      mountPoints: [],
    });
  });
});
