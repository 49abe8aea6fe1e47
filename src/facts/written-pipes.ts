import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';

/** The pipe that a process is writing into at the time of the sample. */
export interface WrittenPipe {
  /** Text of the link of its descriptor. */
  readonly target: string;
  /** Number of the descriptor: 2 is the error output. */
  readonly fd: number;
  /** The process has the pipe open a second time, which is the end to read from; output and error may share one and do not count. */
  readonly ownsBothEnds: boolean;
  readonly refs: readonly SourceRef[];
}

/** Numbers of write(2) in the tables of x86-64 and i386, arm64 and riscv64, s390x and ppc64le. */
const WRITE = new Set([1, 4, 64]);

/**
 * Writes into a pipe that are under way, by pid, from the system call of each task and the links of its descriptors:
 * `1 0x6 ...` with `6 -> pipe:[88213]` and `4 -> pipe:[88213]`.
 */
export const writtenPipes = (context: FactContext): ReadonlyMap<number, WrittenPipe> => context.once(find);

function find({ snapshot }: FactContext): Map<number, WrittenPipe> {
  const files = new Map<number, Map<number, { target: string; ref: SourceRef }>>();
  for (const { path, value } of snapshot.documents.task_fds)
    for (const { pid, fd, target, line } of value.files) {
      const own = files.get(pid) ?? new Map<number, { target: string; ref: SourceRef }>();
      own.set(fd, { target, ref: { path, line } });
      files.set(pid, own);
    }
  const written = new Map<number, WrittenPipe>();
  for (const { path, value } of snapshot.documents.task_syscall)
    for (const task of value.tasks) {
      const own = files.get(task.pid);
      if (own === undefined || task.number === undefined || !WRITE.has(task.number)) continue;
      const fd = Number(task.arguments[0]);
      const file = own.get(fd);
      if (file === undefined || !file.target.startsWith('pipe:')) continue;
      const same = [...own].filter(([, other]) => other.target === file.target);
      written.set(task.pid, {
        target: file.target,
        fd,
        ownsBothEnds: same.length > 1 && fd > 2,
        refs: [{ path, line: task.line }, ...same.slice(0, 2).map(([, other]) => other.ref)],
      });
    }
  return written;
}
