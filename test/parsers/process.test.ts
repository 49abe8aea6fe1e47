import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deletedFiles } from '../../src/parsers/deleted-files.ts';
import { nsMnt } from '../../src/parsers/ns-mnt.ts';
import { processCgroup } from '../../src/parsers/process-cgroup.ts';
import { processCmdline } from '../../src/parsers/process-cmdline.ts';
import { processStat } from '../../src/parsers/process-stat.ts';
import { processStatus } from '../../src/parsers/process-status.ts';
import { processWchan } from '../../src/parsers/process-wchan.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

const tail =
  'S 4690 4711 4712 0 -1 1077936128 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0';

describe('process_stat', () => {
  it('reads the fields by their place', () => {
    expect(parse(processStat, `4711 (runc:[2:INIT]) ${tail}\n`).document?.processes).toEqual([
      {
        pid: 4711,
        comm: 'runc:[2:INIT]',
        state: 'S',
        ppid: 4690,
        session: 4712,
        isKernelThread: false,
        userTicks: 250,
        systemTicks: 75,
        threads: 5,
        startedTicks: 52345,
        line: 1,
      },
    ]);
  });

  it('knows kernel threads by their flag', () => {
    const line =
      '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 49 0 0 20 0 1 0 13 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 0 3 0 0 0 0 0';
    expect(parse(processStat, line).document?.processes[0]?.isKernelThread).toBe(true);
  });

  it('reads names with blanks, parentheses and line feeds', () => {
    const names = ['a b', ') S 1 1', '(x)', 'a\nb', '\n', '7 (y', 'c)\n'];
    const { document, problems } = parse(processStat, names.map((name, i) => `${i + 1} (${name}) ${tail}\n`).join(''));
    expect(document?.processes.map((process) => process.comm)).toEqual(names);
    expect(problems).toEqual([]);
  });

  it('finds the next process behind a record that is cut', () => {
    const { document, problems } = parse(processStat, `1 (init) ${tail.slice(0, 40)}\n2 (next) ${tail}\n`);
    expect(document?.processes.map((process) => process.comm)).toEqual(['next']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(1);
  });

  it('reads back every name the kernel can hold', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', ' ', '(', ')', '\n', '1', '-', 'S'),
      minLength: 1,
      maxLength: 15,
    });
    fc.assert(
      fc.property(name, name, (one, two) => {
        const { document } = parse(processStat, `1 (${one}) ${tail}\n2 (${two}) ${tail}\n`);
        expect(document?.processes.map((process) => process.comm)).toEqual([one, two]);
      }),
    );
  });
});

describe('process_status', () => {
  it('gathers the fields of each process', () => {
    const text = [
      '/proc/1/status:Name:\tsystemd',
      '/proc/1/status:State:\tS (sleeping)',
      '/proc/4711/status:Name:\ta\\nb\\\\c',
      '/proc/4711/status:State:\tD (disk sleep)',
      '/proc/4711/status:Tgid:\t4711',
      '/proc/4711/status:Pid:\t4711',
      '/proc/4711/status:PPid:\t4690',
      '/proc/4711/status:Uid:\t1000\t1000\t1000\t1000',
      '/proc/4711/status:Threads:\t5',
      '/proc/4711/status:VmRSS:\t    2048 kB',
      '/proc/4711/status:NSpid:\t4711\t7\t1',
    ].join('\n');
    expect(parse(processStatus, text).document?.processes).toEqual([
      { pid: 1, name: 'systemd', state: 'S', nsPids: [], line: 1 },
      {
        pid: 4711,
        name: 'a\nb\\c',
        state: 'D',
        tgid: 4711,
        ppid: 4690,
        uid: 1000,
        threads: 5,
        rssBytes: 2 ** 21,
        nsPids: [4711, 7, 1],
        line: 3,
      },
    ]);
  });

  it('takes the pid of a single file from the file or the path', () => {
    expect(parse(processStatus, 'Name:\tx\nPid:\t9\n').document?.processes[0]?.pid).toBe(9);
    expect(parse(processStatus, 'Name:\tx\n', { params: { pid: '8' } }).document?.processes[0]?.pid).toBe(8);
  });
});

describe('process_cgroup', () => {
  it('reads both versions and keeps colons of the path', () => {
    const text =
      '/proc/7/cgroup:4:cpu,cpuacct:/kubepods\n/proc/7/cgroup:1:name=systemd:/\n/proc/8/cgroup:0::/system.slice/x:cri-containerd:9c1\n';
    expect(parse(processCgroup, text).document?.processes).toEqual([
      {
        pid: 7,
        groups: [
          { hierarchy: 4, controllers: ['cpu', 'cpuacct'], path: '/kubepods' },
          { hierarchy: 1, controllers: ['name=systemd'], path: '/' },
        ],
        line: 1,
      },
      { pid: 8, groups: [{ hierarchy: 0, controllers: [], path: '/system.slice/x:cri-containerd:9c1' }], line: 3 },
    ]);
  });

  it('keeps equal groups of many processes once', () => {
    const { document } = parse(processCgroup, '/proc/7/cgroup:0::/a\n/proc/8/cgroup:0::/a\n');
    expect(document?.processes[0]?.groups[0]).toBe(document?.processes[1]?.groups[0]);
  });

  it.skipIf(corpusDir === undefined)(`reads real files (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    for (const [, bytes] of corpusFiles('init_process_cgroup')) {
      const { document, problems } = parse(processCgroup, bytes, { params: { pid: '1' } });
      expect(problems).toEqual([]);
      expect(document?.processes).toHaveLength(1);
      expect(document?.processes[0]?.groups).toHaveLength(11);
    }
  });
});

describe('process_cmdline', () => {
  it('reads the list of the collector', () => {
    const text = '1 /sbin/init splash\n2 \n4711 /usr/bin/app --token=*** 5\nnot a row\n';
    const { document, problems } = parse(processCmdline, text);
    expect(document?.processes).toEqual([
      { pid: 1, command: '/sbin/init splash', line: 1 },
      { pid: 4711, command: '/usr/bin/app --token=*** 5', line: 3 },
    ]);
    expect(problems.map((problem) => problem.line)).toEqual([4]);
  });

  it('reads one file of /proc with its NUL bytes', () => {
    const { document } = parse(processCmdline, '/bin/sh\0-c\0echo 1\necho 2\0', { params: { pid: '7' } });
    expect(document?.processes).toEqual([{ pid: 7, command: '/bin/sh -c echo 1\necho 2', line: 1 }]);
  });
});

describe('process_wchan', () => {
  it('has no symbol where the kernel shows none', () => {
    const text = '/proc/1/wchan:ep_poll\n/proc/2/wchan:0\n/proc/3/wchan:\n/proc/4/wchan:pipe_wait+0x41\n';
    expect(parse(processWchan, text).document?.processes.map(({ pid, symbol }) => [pid, symbol])).toEqual([
      [1, 'ep_poll'],
      [2, undefined],
      [3, undefined],
      [4, 'pipe_wait'],
    ]);
    expect(parse(processWchan, 'rpc_wait', { params: { pid: '9' } }).document?.processes[0]?.pid).toBe(9);
  });
});

describe('ns_mnt', () => {
  it('reads stat and ls output', () => {
    const text =
      "4026531840 /proc/1/ns/mnt\nlrwxrwxrwx 1 root root 0 Nov 21 10:00 /proc/7/ns/mnt -> 'mnt:[4026532201]'\nstat: cannot statx '/proc/8/ns/mnt': No such file\n";
    const { document, problems } = parse(nsMnt, text);
    expect(document?.processes).toEqual([
      { pid: 1, inode: 4026531840, line: 1 },
      { pid: 7, inode: 4026532201, line: 2 },
    ]);
    expect(problems).toHaveLength(1);
  });
});

describe('deleted_files', () => {
  it('reads sizes, devices and names with blanks', () => {
    const text =
      '4711 23 fd:1 1073741824 /var/log/a b (deleted) c (deleted)\n4711 24 - - /memfd:x (deleted)\n4711 25 - - /alive\n';
    const { document, problems } = parse(deletedFiles, text);
    expect(document?.files).toEqual([
      { pid: 4711, fd: 23, device: '253:1', bytes: 1073741824, path: '/var/log/a b (deleted) c', line: 1 },
      { pid: 4711, fd: 24, path: '/memfd:x', line: 2 },
    ]);
    expect(problems).toHaveLength(1);
  });
});
