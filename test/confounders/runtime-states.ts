import { type AddedStep, step } from '../../scripts/samples/added-steps.ts';
import type { Container } from '../../scripts/samples/container.ts';
import { addProcess, type Node, type Process } from '../../scripts/samples/node.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';

/** Gives the first process of a container another state. */
export function changeProcess(node: Node, pid: number, own: Partial<Process>): void {
  for (const [i, process] of node.processes.entries())
    if (process.pid === pid) node.processes[i] = { ...process, ...own };
}

/** The process of a container waits in the freezer. */
export const freezeContainer = (node: Node, { pid }: Container): void =>
  changeProcess(node, pid, { state: 'D', wchan: '__refrigerator' });

/** The process of a container and an exec into it, some seconds old, wait in the freezer. */
export function freezeTasks(node: Node, container: Container, age: number): number[] {
  freezeContainer(node, container);
  const pid = node.nextPid();
  const { cgroup, namespace } = container;
  addProcess(node, {
    pid,
    comm: 'runc:[2:INIT]',
    command: 'runc init',
    cgroup,
    namespace,
    state: 'D',
    wchan: '__refrigerator',
    threads: 5,
    started: node.spec.clock.uptime - age,
  });
  return [container.pid, pid];
}

/** What the collector brings of tasks in the freezer, in both samples. */
export function freezeSteps(pids: readonly number[]): AddedStep[] {
  const of = (file: string, text: string): string =>
    pids.map((pid) => `/proc/${pid}/task/${pid}/${file}:${text}\n`).join('');
  const wchan = of('wchan', '__refrigerator');
  const stack = of('stack', '[<0>] __refrigerator+0x4c/0x130');
  const status = pids
    .map((pid) => `/proc/${pid}/task/${pid}/status:`)
    .map((at) => `${at}Name:\tcart\n${at}State:\tD (disk sleep)\n`)
    .join('');
  const member = (path: string, source: string, text: string) => ({ path, source, text });
  return [
    {
      name: 'stuck_tasks',
      stage: 3,
      members: [
        member('commands/proc/task-wchan', 'task_wchan', wchan),
        member('commands/proc/task-stack', 'task_stack', stack),
        member('commands/proc/task-status', 'task_status', status),
      ],
    },
    step('stuck_tasks_t1', 8, 'task_wchan', 't1/commands/proc/task-wchan', wchan),
  ];
}

/** The process of a container has ended, and its shim does not ask for its exit code. */
export const endProcess = (node: Node, { pid }: Container): void =>
  changeProcess(node, pid, { state: 'Z', threads: 1, command: '' });

/** dockerd kills a container every two minutes, as the kubelet asks it to. */
export function ignoreKills({ journal }: Node, id: string, from: number, to: number): void {
  for (let time = from; time < to; time += 121)
    journal.docker(
      time,
      'info',
      `Container ${id.slice(0, 12)} failed to exit within 10 seconds of kill - trying direct SIGKILL`,
    );
}

/** The list of processes of a bundle, for a second sample in which nothing has changed. */
export function statOf(files: BundleFiles): string {
  const text = files.get('commands/proc/stat');
  if (typeof text !== 'string') throw new Error('the bundle has no list of processes');
  return text;
}

/** An old error that ext4 repeats each day, and a server that was silent for some seconds: neither has to do with anything. */
export function addOldTroubles({ journal, spec }: Node): void {
  const now = spec.clock.collectedAt;
  journal.kernel(now - 5200, 'EXT4-fs (vda1): error count since last fsck: 2');
  journal.kernel(now - 4100, 'nfs: server 192.0.2.40 not responding, still trying');
  journal.kernel(now - 4092, 'nfs: server 192.0.2.40 OK');
}

/** Calls what writes a line at even distances over some seconds before the collection. */
export function repeat(node: Node, seconds: number, every: number, write: (time: number, i: number) => void): void {
  const now = node.spec.clock.collectedAt;
  for (let time = now - seconds, i = 0; time < now; time += every, i++) write(time, i);
}
