import { describe, expect, it } from 'vitest';
import { ps } from '../../src/parsers/ps.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

const AUX = 'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND';

describe('ps', () => {
  it('reads ps aux', () => {
    const text = `${AUX}\nroot       812  1.5  0.2  11608  1684 ?        D<s  Mar09   0:00 /sbin/udevd  -d\nroot         2  0.0  0.0      0     0 ?        S    Mar09   0:00 [kthreadd]\nroot       900  0.0  0.0      0     0 ?        Z    Mar09   0:00 [sh] <defunct>\n`;
    const { document, problems } = parse(ps, text);
    expect(problems).toEqual([]);
    expect(document?.processes[0]).toEqual({
      pid: 812,
      user: 'root',
      state: 'D<s',
      cpuPercent: 1.5,
      rssBytes: 1684 * 1024,
      vszBytes: 11608 * 1024,
      startedText: 'Mar09',
      command: '/sbin/udevd  -d',
      isKernelThread: false,
      line: 2,
    });
    expect(document?.processes.map((process) => process.isKernelThread)).toEqual([false, true, false]);
  });

  it('reads ps -ef, and tells the pid from the parent', () => {
    const text =
      'UID         PID   PPID  C STIME TTY          TIME CMD\nroot          2      0  0 03:53 ?        00:00:00 [kthreadd]\nroot         35      2  0 03:53 ?        00:00:00 [jbd2/vdb-8]\nnginx    111435 111434  0 22:32 ?        00:00:00 nginx: worker process\n';
    const rows = parse(ps, text).document?.processes;
    expect(rows?.map(({ pid, ppid, isKernelThread }) => [pid, ppid, isKernelThread])).toEqual([
      [2, 0, true],
      [35, 2, true],
      [111435, 111434, false],
    ]);
    expect(rows?.[2]).toMatchObject({ user: 'nginx', startedText: '22:32', command: 'nginx: worker process' });
    expect(rows?.[2]?.state).toBeUndefined();
  });

  it('reads rows of ps -ef that were cut out without the header, and says so', () => {
    const rows = [
      'root      4711     1  0 Jan14 ?        00:00:12 containerd-shim -namespace moby -id 4f1c',
      '1001      4730  4711  3 11:02 pts/0    2-06:21:00 [java] <defunct>',
    ].join('\n');
    expect(ps.sniff?.(rows)).toBe(true);
    const { document, problems } = parse(ps, rows);
    expect(document?.processes.map(({ pid, ppid, command }) => [pid, ppid, command])).toEqual([
      [4711, 1, 'containerd-shim -namespace moby -id 4f1c'],
      [4730, 4711, '[java] <defunct>'],
    ]);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('chosen from a longer list') }]);
  });

  it.each([
    'root      4711     1  0 Jan14 ?        00:00:12 containerd-shim',
    'root      4711     1  0 Jan14 ?        00:00:12 a\nJan 15 12:00:00 node-7 kubelet[812]: x\n',
    'root      4711     1  0 Jan14 /dev     00:00:12 a\nroot      4712     1  0 Jan14 /dev     00:00:12 b\n',
  ])('takes no other lines for such rows: %j', (text) => expect(ps.sniff?.(text)).toBe(false));

  it('counts the thread rows of ps auxm', () => {
    const text = `${AUX}\nroot        1514  0.0  0.0 405308 15564 ?        -    05:22   0:02 /usr/libexec/x\nroot           -  0.0    -      -     - -        Ssl  05:22   0:00 -\nroot           -  0.0    -      -     - -        D    05:22   0:00 -\nchrony      1535  0.0  0.0  94012  3812 ?        -    05:22   0:00 /usr/sbin/chronyd\nchrony         -  0.0    -      -     - -        S    05:22   0:00 -\n`;
    const rows = parse(ps, text).document?.processes;
    expect(rows?.map(({ pid, threads, blockedThreads, state }) => [pid, threads, blockedThreads, state])).toEqual([
      [1514, 2, 1, 'Ssl'],
      [1535, 1, 0, 'S'],
    ]);
  });

  it('counts the thread rows of ps -eLf and ps -T', () => {
    const elf =
      'UID          PID    PPID     LWP  C NLWP STIME TTY          TIME CMD\nroot        7       1       7  0    3 04:21 ?        00:24:53 dockerd\nroot        7       1       8  0    3 04:21 ?        00:24:53 dockerd\nroot        7       1       9  0    3 04:21 ?        00:24:53 dockerd\n';
    expect(parse(ps, elf).document?.processes.map(({ pid, threads }) => [pid, threads])).toEqual([[7, 3]]);
    const spid =
      '    PID    SPID TTY          TIME CMD\n      7       7 ?        00:00:00 dockerd\n      7       8 ?        00:00:00 dockerd\n';
    expect(parse(ps, spid).document?.processes).toMatchObject([{ pid: 7, threads: 2 }]);
  });

  it('reads a date of several words as one cell', () => {
    const text =
      'F S   UID     PID    PPID CLS ADDR    SZ WCHAN                STARTED TT           TIME CMD\n4 D     0     812       1  TS -  9417 ext4_wait             Wed May 14 04:21:51 2025 ?        00:24:53 /sbin/x y\n';
    expect(parse(ps, text).document?.processes).toMatchObject([
      {
        pid: 812,
        ppid: 1,
        state: 'D',
        wchan: 'ext4_wait',
        startedText: 'Wed May 14 04:21:51 2025',
        command: '/sbin/x y',
      },
    ]);
  });

  it('removes the tree of ps f', () => {
    const text = `${AUX}\nroot         3  0.0  0.0      0     0 ?        S    04:21   0:00  |   \\_ [rcu_gp]\n`;
    expect(parse(ps, text).document?.processes[0]).toMatchObject({ command: '[rcu_gp]', isKernelThread: true });
  });

  it('skips a prompt, and reports a row that is cut', () => {
    const { document, problems } = parse(ps, `# ps aux\n${AUX}\nroot         1  0.0  0.0\n`);
    expect(document).toBeUndefined();
    expect(problems.map((problem) => problem.line)).toEqual([3]);
  });

  it('reads a listing of busybox', () => {
    const text =
      'PID   USER     VSZ  STAT COMMAND\n    1 root     12m S    /sbin/init\n   35 root         0 SW   [kworker]\n';
    expect(parse(ps, text).document?.processes).toMatchObject([
      { pid: 1, vszBytes: 12 * 2 ** 20, isKernelThread: false },
      { pid: 35, vszBytes: 0, isKernelThread: true },
    ]);
  });

  it.skipIf(corpusDir === undefined)(`reads real listings (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    const files = corpusFiles('ps').map(
      ([name, bytes]): [string, ReturnType<typeof parse<ReturnType<typeof ps.schema>>>] => [name, parse(ps, bytes)],
    );
    expect(files.length).toBeGreaterThan(5);
    for (const [name, { document, problems }] of files) {
      if (name.includes('BAD')) {
        expect(document).toBeUndefined();
        continue;
      }
      expect([name, problems]).toEqual([name, []]);
      expect(new Set(document?.processes.map((process) => process.pid)).size).toBe(document?.processes.length);
    }
    const threads = new Map(files).get('PS_AUXWWWM.txt')?.document?.processes.find((process) => process.pid === 1514);
    expect(threads).toMatchObject({ threads: expect.any(Number), state: 'Ssl' });
  });
});
