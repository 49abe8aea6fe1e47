import { describe, expect, it } from 'vitest';
import { fdKinds } from '../../src/parsers/fd-kinds.ts';
import { processLimits } from '../../src/parsers/process-limits.ts';
import { taskStack } from '../../src/parsers/task-stack.ts';
import { taskStatus } from '../../src/parsers/task-status.ts';
import { taskSyscall } from '../../src/parsers/task-syscall.ts';
import { taskWchan } from '../../src/parsers/task-wchan.ts';
import { unixSockets } from '../../src/parsers/unix-sockets.ts';
import { parse } from './parse.ts';

const AT = '/proc/4711/task/4718/';

describe('stacks of tasks', () => {
  it('are read with addresses (3.10) and without (4.20 on), with modules, without the line of ones', () => {
    const old = `${AT}stack:[<ffffffffc03b9a05>] jbd2_log_wait_commit+0xc5/0x140 [jbd2]\n${AT}stack:[<ffffffffffffffff>] 0xffffffffffffffff\n`;
    const recent = `${AT}stack:[<0>] jbd2_log_wait_commit+0xe3/0x120 [jbd2]\n${AT}stack:[<0>] __x64_sys_fsync+0x1c/0x30\n`;
    expect(parse(taskStack, old).document?.tasks).toEqual([
      { pid: 4711, tid: 4718, frames: ['jbd2_log_wait_commit'], line: 1 },
    ]);
    expect(parse(taskStack, recent).document?.tasks[0]?.frames).toEqual(['jbd2_log_wait_commit', '__x64_sys_fsync']);
  });

  it('keep at most 64 frames, and name lines that are none', () => {
    const deep = `${AT}stack:[<0>] f+0x1/0x2\n`.repeat(500);
    expect(parse(taskStack, deep).document?.tasks[0]?.frames).toHaveLength(64);
    const { document, problems } = parse(taskStack, `${AT}stack:[<0>] f+0x1/0x2\nsomething else\n`);
    expect(document?.tasks).toHaveLength(1);
    expect(problems).toEqual([{ line: 2, message: 'not a stack frame: "something else"' }]);
  });
});

describe('system calls of tasks', () => {
  it('are running, blocked in a call, or blocked outside of one', () => {
    const text = `${AT}syscall:running\n${AT}syscall:1 0x5 0x7ffd 0x8 0x0 0x0 0x0 0x7ffc 0x7f1c\n${AT}syscall:-1 0x7ffc 0x7f1c\n`;
    expect(parse(taskSyscall, text).document?.tasks).toMatchObject([
      { running: true, number: undefined, arguments: [] },
      { running: false, number: 1, arguments: ['0x5', '0x7ffd', '0x8', '0x0', '0x0', '0x0'] },
      { running: false, number: undefined, arguments: [] },
    ]);
  });
});

describe('symbols and states of tasks', () => {
  it('take 0 for no symbol', () =>
    expect(parse(taskWchan, `${AT}wchan:0\n${AT}wchan:pipe_wait\n`).document?.tasks.map((t) => t.symbol)).toEqual([
      undefined,
      'pipe_wait',
    ]));

  it('join the lines of a task', () => {
    const text = `${AT}status:Name:\tdf\n${AT}status:Umask:\t0022\n${AT}status:State:\tD (disk sleep)\n/proc/4711/task/4719/status:State:\tS\n`;
    expect(parse(taskStatus, text).document?.tasks).toEqual([
      { pid: 4711, tid: 4718, name: 'df', state: 'D', line: 1 },
      { pid: 4711, tid: 4719, name: undefined, state: 'S', line: 4 },
    ]);
  });
});

describe('limits of processes', () => {
  it('have a value or are unlimited, with units or without', () => {
    const text = [
      '/proc/812/limits:Limit                     Soft Limit           Hard Limit           Units     ',
      '/proc/812/limits:Max cpu time              unlimited            unlimited            seconds   ',
      '/proc/812/limits:Max open files            1048576              1048576              files     ',
      '/proc/812/limits:Max realtime priority     0                    0                    ',
    ].join('\n');
    expect(parse(processLimits, text).document?.limits).toEqual([
      { pid: 812, name: 'cpu_time', soft: undefined, hard: undefined, unit: 'seconds', line: 2 },
      { pid: 812, name: 'open_files', soft: 1048576, hard: 1048576, unit: 'files', line: 3 },
      { pid: 812, name: 'realtime_priority', soft: 0, hard: 0, unit: '', line: 4 },
    ]);
  });
});

describe('kinds of open files and unix sockets', () => {
  it('may carry a path with blanks', () => {
    const text =
      '812 1 tracing /sys/kernel/tracing/trace_pipe\n812 2 fifo /run/x y/init-stdout\n812 3 anon_inode:eventpoll\n';
    expect(parse(fdKinds, text).document?.kinds.map((k) => [k.kind, k.path])).toEqual([
      ['tracing', '/sys/kernel/tracing/trace_pipe'],
      ['fifo', '/run/x y/init-stdout'],
      ['anon_inode:eventpoll', undefined],
    ]);
  });

  it('have the states of the kernel', () => {
    const text = '412 03 /run/docker.sock\n9 01 @/tmp/dbus\n2 02 /x\n7 03 -\n1 01 ...\n1 09 /y\n';
    expect(parse(unixSockets, text).document?.sockets.map((s) => [s.state, s.path])).toEqual([
      ['connected', '/run/docker.sock'],
      ['unconnected', '@/tmp/dbus'],
      ['connecting', '/x'],
      ['connected', undefined],
      ['unconnected', undefined],
      ['unknown', '/y'],
    ]);
  });

  it('are counted where the file of the kernel itself was copied', () => {
    const text = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      'ffff8a3b1c2d0000: 00000002 00000000 00010000 0001 01 21714 /run/docker.sock',
      'ffff8a3b1c2d0400: 00000003 00000000 00000000 0001 03 31415 /run/docker.sock',
      '0000000000000000: 00000003 00000000 00000000 0001 03 31417 /run/docker.sock',
      'f5a1c000: 00000002 00000000 00000000 0002 01  9731',
      'ffff8a3b1c2d0800: 00000002 00000000 00010000 0005 01 10 @a name with blanks',
      'ffff8a3b1c2d0c00: 0000',
    ].join('\n');
    const { document, problems } = parse(unixSockets, text);
    expect(document?.sockets).toEqual([
      { count: 1, state: 'unconnected', path: '/run/docker.sock', line: 2 },
      { count: 2, state: 'connected', path: '/run/docker.sock', line: 3 },
      { count: 1, state: 'unconnected', path: undefined, line: 5 },
      { count: 1, state: 'unconnected', path: '@a name with blanks', line: 6 },
    ]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(unixSockets.sniff?.(text)).toBe(true);
  });
});
