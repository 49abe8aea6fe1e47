import { type AddedStep, step } from './added-steps.ts';
import type { Container } from './container.ts';
import { addProcess, type Node } from './node.ts';

/** A runc init that hangs in its pipe, or that waits in the FIFO for the start of its container. */
export interface RuncInit {
  readonly pid: number;
  readonly container: Container;
  readonly waitsIn: 'pipe_write' | 'wait_for_partner';
  /** Inode of the pipe through which it hands the filter to itself. */
  readonly pipe: number;
}

/** `runc init` of an exec in a container, with the runc that started it. */
export function addRuncInit(
  node: Node,
  container: Container,
  own: { readonly age: number; readonly waitsIn: RuncInit['waitsIn'] },
): RuncInit {
  const parent = node.nextPid();
  const pid = node.nextPid();
  const started = node.spec.clock.uptime - own.age;
  const state = '/var/run/docker/runtime-runc/moby';
  addProcess(node, {
    pid: parent,
    comm: 'runc',
    command: `runc --root ${state} --log-format json exec --process /tmp/runc-process${node.random.int(100_000_000, 999_999_999)} --detach ${container.id}`,
    cgroup: '/system.slice/containerd.service',
    threads: 8,
    started: started - 0.02,
  });
  const { cgroup, namespace } = container;
  addProcess(node, {
    pid,
    ppid: parent,
    comm: 'runc:[2:INIT]',
    command: 'runc init',
    cgroup,
    namespace,
    threads: 5,
    started,
  });
  return { pid, container, waitsIn: own.waitsIn, pipe: node.random.int(80_000_000, 99_000_000) };
}

const STACKS: Readonly<Record<RuncInit['waitsIn'], readonly string[]>> = {
  pipe_write: ['pipe_write', 'new_sync_write', 'vfs_write', 'ksys_write', 'do_syscall_64'],
  wait_for_partner: ['wait_for_partner', 'fifo_open', 'do_dentry_open', 'path_openat', 'do_sys_openat2'],
};

/** What the collector brings of the tasks of runc: where each sleeps, in which call, and its descriptors; two samples. */
export function runcSteps(inits: readonly RuncInit[]): AddedStep[] {
  const per = (row: (init: RuncInit) => string): string => inits.map(row).join('');
  const at = (pid: number, file: string): string => `/proc/${pid}/task/${pid}/${file}:`;
  const stack = per(({ pid, waitsIn }) =>
    (STACKS[waitsIn] ?? []).map((f) => `${at(pid, 'stack')}[<0>] ${f}+0x1a2/0x4a0\n`).join(''),
  );
  const wchan = per(({ pid, waitsIn }) => `${at(pid, 'wchan')}${waitsIn}\n`);
  const call = (init: RuncInit): string =>
    init.waitsIn === 'pipe_write'
      ? '1 0x6 0x7f2c5c0046a0 0x2b68 0x0 0x0 0x0 0x7ffe2b9c1d38 0x7f2c6e2f4a9d'
      : '257 0xffffff9c 0xc00014a060 0x80001 0x0 0x0 0x0 0xc0000f1b20 0x4a9c1a';
  const syscall = per((init) => `${at(init.pid, 'syscall')}${call(init)}\n`);
  const tasks = { stack, wchan, syscall, status: statusOf(inits) };
  const member = (kind: keyof typeof tasks, sample = '') => ({
    path: `${sample}commands/proc/task-${kind}`,
    source: `task_${kind}`,
    text: tasks[kind],
  });
  return [
    { name: 'stuck_tasks', stage: 3, members: [member('stack'), member('wchan'), member('syscall'), member('status')] },
    step('stuck_fds', 3, 'task_fds', 'commands/proc/task-fds', per(descriptors)),
    { name: 'stuck_tasks_t1', stage: 8, members: [member('stack', 't1/'), member('wchan', 't1/')] },
  ];
}

const statusOf = (inits: readonly RuncInit[]): string =>
  inits
    .map(({ pid }) => `/proc/${pid}/task/${pid}/status:`)
    .map((at) => `${at}Name:\trunc:[2:INIT]\n${at}State:\tS (sleeping)\n`)
    .join('');

/** Output and error lead to the shim; one that is being started still holds the FIFO of its container. */
function descriptors({ pid, waitsIn, pipe, container }: RuncInit): string {
  const state = `/run/docker/runtime-runc/moby/${container.id}`;
  const own =
    waitsIn === 'pipe_write'
      ? [`4 pipe:[${pipe}]`, `5 pipe:[${pipe - 41}]`, `6 pipe:[${pipe}]`]
      : [`4 pipe:[${pipe - 41}]`, `5 ${state}/exec.fifo`];
  return ['0 /dev/null', `1 pipe:[${pipe - 44}]`, `2 pipe:[${pipe - 43}]`, `3 socket:[${pipe - 47}]`, ...own]
    .map((row) => `${pid} ${row}\n`)
    .join('');
}
