import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';

const STAT =
  '4711 (runc:[2:INIT]) S 4690 4711 4711 0 -1 1077936128 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n';

const FILES: Readonly<Record<string, string>> = {
  'proc/4711/stat': STAT,
  'proc/4711/status': 'Name:\trunc:[2:INIT]\nState:\tD (disk sleep)\nPPid:\t4690\n',
  'proc/4711/cgroup': '0::/kubepods/pod1f6e\n',
  'proc/4711/limits':
    'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n',
  'proc/4711/cmdline': 'runc\0init\0',
  'proc/4711/wchan': 'pipe_wait',
  'proc/4711/stack': '[<0>] pipe_wait+0x6f/0xc0\n[<0>] pipe_write+0x1a2/0x440\n',
  'proc/4711/task/4712/stack': '[<0>] futex_wait_queue_me+0xb9/0x120\n',
  'proc/4711/mounts': 'sysfs /sys sysfs rw 0 0\n',
  'proc/mounts': 'sysfs /sys sysfs rw 0 0\n',
  'proc/meminfo': 'MemTotal:       16384256 kB\nMemFree:          512000 kB\n',
  'proc/net/unix':
    'Num       RefCount Protocol Flags    Type St Inode Path\n0000000000000000: 00000003 00000000 00000000 0001 03 31415 /run/docker.sock\n',
  'sys/class/net/eth0/mtu': '1500\n',
};

describe('a copy of /proc and /sys', () => {
  const { bundle, documents, records } = readFiles(new Map(Object.entries(FILES)), []);

  it('is a layout of its own', () => {
    expect(bundle.layout).toBe('procfs');
    expect(records.every((r) => r.status === 'collected' && r.problems.length === 0)).toBe(true);
    expect(records).toHaveLength(Object.keys(FILES).length - 1);
  });

  it('has one document for each process, which says whose it is', () => {
    expect(documents.process_stat[0]?.value.processes[0]).toMatchObject({ pid: 4711, comm: 'runc:[2:INIT]' });
    expect(documents.process_status[0]?.value.processes).toMatchObject([{ pid: 4711, state: 'D', ppid: 4690 }]);
    expect(documents.process_cgroup[0]?.value.processes).toMatchObject([
      { pid: 4711, groups: [{ path: '/kubepods/pod1f6e' }] },
    ]);
    expect(documents.process_limits[0]?.value.limits).toMatchObject([{ pid: 4711, name: 'open_files', soft: 1024 }]);
    expect(documents.process_cmdline[0]?.value.processes).toMatchObject([{ pid: 4711, command: 'runc init' }]);
    expect(documents.process_wchan[0]?.value.processes).toMatchObject([{ pid: 4711, symbol: 'pipe_wait' }]);
    expect(documents.task_stack.map((d) => d.value.tasks)).toMatchObject([
      [{ pid: 4711, tid: 4711, frames: ['pipe_wait', 'pipe_write'] }],
      [{ pid: 4711, tid: 4712, frames: ['futex_wait_queue_me'] }],
    ]);
    expect(documents.mounts.map((d) => d.value.pid)).toEqual([4711, undefined]);
  });

  it('is not the layout of a bundle that another tool made, however much of /proc it holds', () => {
    const more = { ...FILES, 'manifest-start.json': '{"format":"inquest-bundle","version":1}' };
    expect(readFiles(new Map(Object.entries(more)), []).bundle.layout).toBe('native');
  });
});
