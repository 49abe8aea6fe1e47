import { describe, expect, it } from 'vitest';
import { stuckTasks } from '../../src/facts/stuck-tasks.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

const stat = (pid: number, comm: string, state: string, flags = 0): string =>
  `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 ${flags} 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n`;
const stack = (pid: number, tid: number, ...frames: string[]): string =>
  frames.map((f) => `/proc/${pid}/task/${tid}/stack:[<0>] ${f}+0x46/0x80\n`).join('');
const status = (pid: number, tid: number, comm: string, state: string): string =>
  `/proc/${pid}/task/${tid}/status:Name:\t${comm}\n/proc/${pid}/task/${tid}/status:State:\t${state}\n`;
const step = (name: string, at: number): string =>
  JSON.stringify({ step: name, stage: 3, sources: [], status: 'collected', paths: [], bytes: 1, at, seconds: 0 });

const NFS = ['rpc_wait_bit_killable', '__rpc_execute', 'nfs4_proc_getattr', 'vfs_statx'];
const files = {
  'commands/proc/stat':
    stat(812, 'dockerd', 'S') + stat(4711, 'df', 'D') + stat(900, 'jbd2/vda1-8', 'D', 0x200000) + stat(77, 'web', 'D'),
  'commands/proc/cgroup': `/proc/4711/cgroup:0::/docker/${CONTAINER_ID}\n`,
  'commands/proc/task-stack':
    stack(4711, 4711, ...NFS) +
    stack(900, 900, 'jbd2_journal_commit_transaction', 'kjournald2') +
    stack(812, 812, 'futex_wait_queue', 'do_futex') +
    stack(812, 815, 'pipe_wait', 'pipe_write', 'vfs_write') +
    stack(812, 816, 'ep_poll', 'do_epoll_wait'),
  'commands/proc/task-status':
    status(4711, 4711, 'df', 'D (disk sleep)') +
    status(900, 900, 'jbd2/vda1-8', 'D (disk sleep)') +
    status(812, 815, 'dockerd', 'S (sleeping)'),
  'proc/1/mountinfo':
    mountLine({ id: 1, point: '/', device: '253:1' }) +
    mountLine({ id: 2, point: '/srv/share', device: '0:52', type: 'nfs4' }),
  'manifest/09-stuck_tasks.json': step('stuck_tasks', 100),
  'manifest/40-stuck_tasks_t1.json': step('stuck_tasks_t1', 131.5),
  't1/commands/proc/task-stack':
    stack(4711, 4711, ...NFS) +
    stack(900, 900, 'kjournald2') +
    stack(812, 812, 'futex_wait_queue', 'do_futex') +
    stack(812, 815, 'pipe_wait', 'pipe_write', 'vfs_write') +
    stack(812, 816, 'ep_poll', 'do_epoll_wait'),
};

describe('stuck tasks', () => {
  const found = theValue(factsOf(files).get(stuckTasks));
  const byTid = new Map(found.map((t) => [t.tid, t]));

  it('are those in D, and those that sat in an unusual place in both samples', () => {
    expect([...byTid.keys()].sort((a, b) => a - b)).toEqual([77, 815, 900, 4711]);
  });

  it('carry what they wait for, how long, and whose they are', () => {
    expect(byTid.get(4711)).toMatchObject({
      entity: 'task:4711',
      label: 'df (pid 4711)',
      state: 'D',
      waits_for: 'nfs',
      stack: NFS,
      same_in_both: true,
      seconds_between: 31.5,
      container_id: CONTAINER_ID,
      filesystems: ['filesystem:0:52'],
      mount_points: ['/srv/share'],
    });
    expect(byTid.get(815)).toMatchObject({ label: 'dockerd (pid 812, thread 815)', waits_for: 'pipe', state: 'S' });
    expect(byTid.get(4711)?.refs[0]).toMatchObject({ path: 'commands/proc/task-stack', line: 1 });
  });

  it('of a journal lead to the device and its mount point; one that moved on is not the same', () => {
    expect(byTid.get(900)).toMatchObject({
      waits_for: 'ext4',
      same_in_both: false,
      filesystems: ['filesystem:253:1'],
      mount_points: ['/'],
    });
  });

  it('that only the list of processes shows have neither stack nor comparison', () => {
    expect(byTid.get(77)).toMatchObject({ comm: 'web', waits_for: '' });
    expect(byTid.get(77)?.same_in_both).toBeUndefined();
    expect(byTid.get(77)?.stack).toBeUndefined();
  });

  it('without a second sample are those in D, with no word on whether they moved', () => {
    const once = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('t1/')));
    const tasks = theValue(factsOf(once).get(stuckTasks));
    expect(tasks.map((t) => t.tid).sort((a, b) => a - b)).toEqual([77, 900, 4711]);
    expect(tasks.some((t) => t.same_in_both !== undefined || t.seconds_between !== undefined)).toBe(false);
  });

  it('are none on a quiet node, and unknown without a list of processes', () => {
    expect(theValue(factsOf({ 'commands/proc/stat': stat(812, 'dockerd', 'S') }).get(stuckTasks))).toEqual([]);
    expect(factsOf({ 'proc/uptime': '100.0 50.0\n' }).get(stuckTasks)).toMatchObject({
      known: false,
      missing: [{ source: 'task_status' }, { source: 'process_stat' }],
    });
  });

  it('say that threads were not looked at when only processes were listed', () => {
    const result = factsOf({ 'commands/proc/stat': stat(812, 'dockerd', 'S') }).get(stuckTasks);
    expect(result).toMatchObject({ known: true, incomplete: [{ source: 'task_status' }] });
  });
});
