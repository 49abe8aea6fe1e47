import type { SourceRef } from '../lib/source-ref.ts';
import type { Documents } from '../snapshot/snapshot.ts';
import type { FactContext } from './fact.ts';

/** Where a task was at one moment. */
interface Place {
  state?: string;
  comm?: string;
  wchan?: string;
  frames?: readonly string[];
}

/** A task in the first sample, and where it was in the second. */
export interface TaskSample extends Place {
  readonly pid: number;
  readonly tid: number;
  /** Looked at by itself; otherwise only the list of processes has it, and no second look was taken. */
  readonly listed: boolean;
  /** Undefined when there is no second sample or the task is not in it. */
  later?: Place;
  readonly refs: SourceRef[];
}

export interface SampledTasks {
  readonly tasks: readonly TaskSample[];
  /** The bundle has a second sample of stacks or symbols. */
  readonly hasSecond: boolean;
  /** Seconds between the samples, where the bundle tells. */
  readonly seconds?: number;
}

/** The tasks that were looked at, and processes in D of which only the process itself is known. */
export function sampledTasks(context: FactContext): SampledTasks {
  const { snapshot } = context;
  const first = tasksOf(snapshot.documents);
  addProcesses(first, snapshot.documents);
  const second = tasksOf(snapshot.second);
  const hasSecond = second.size > 0;
  for (const task of first.values()) {
    const later = second.get(task.tid);
    if (later !== undefined && later.pid === task.pid) task.later = later;
  }
  const seconds = secondsBetween(context);
  return { tasks: [...first.values()], hasSecond, ...(seconds === undefined ? {} : { seconds }) };
}

function tasksOf(documents: Documents): Map<number, TaskSample> {
  const tasks = new Map<number, TaskSample>();
  const at = (pid: number, tid: number, ref: SourceRef): TaskSample => {
    const task = tasks.get(tid) ?? { pid, tid, listed: true, refs: [] };
    tasks.set(tid, task);
    task.refs.push(ref);
    return task;
  };
  for (const { path, value } of documents.task_stack)
    for (const t of value.tasks) {
      const task = at(t.pid, t.tid, { path, line: t.line });
      task.frames = t.frames;
      if (t.state !== undefined) task.state = t.state;
    }
  for (const { path, value } of documents.task_wchan)
    for (const t of value.tasks) {
      const task = at(t.pid, t.tid, { path, line: t.line });
      if (t.symbol !== undefined) task.wchan = t.symbol;
    }
  for (const { path, value } of documents.task_status)
    for (const t of value.tasks) {
      const task = at(t.pid, t.tid, { path, line: t.line });
      if (t.state !== undefined) task.state = t.state;
      if (t.name !== undefined) task.comm = t.name;
    }
  return tasks;
}

/** Processes in D that were not among the tasks looked at, and what the list of processes knows of those that were. */
function addProcesses(tasks: Map<number, TaskSample>, documents: Documents): void {
  const symbols = new Map<number, string>();
  for (const { value } of documents.process_wchan)
    for (const p of value.processes) if (p.pid !== undefined && p.symbol !== undefined) symbols.set(p.pid, p.symbol);
  for (const { path, value } of documents.process_stat) {
    for (const p of value.processes) {
      const known = tasks.get(p.pid);
      if (known === undefined && p.state !== 'D') continue;
      const task = known ?? { pid: p.pid, tid: p.pid, listed: false, refs: [] };
      task.state ??= p.state;
      task.comm ??= p.comm;
      const symbol = task.wchan ?? symbols.get(p.pid);
      if (symbol !== undefined) task.wchan = symbol;
      if (known === undefined) task.refs.push({ path, line: p.line });
      tasks.set(p.pid, task);
    }
  }
}

const FIRST = 'stuck_tasks';
const SECOND = 'stuck_tasks_t1';

/** From the records of both steps, else from the uptime beside each sample. */
function secondsBetween({ snapshot }: FactContext): number | undefined {
  const at = (step: string): number | undefined =>
    snapshot.documents.manifest_step.find((m) => m.value.step === step)?.value.atSeconds;
  const [begin, end] = [at(FIRST), at(SECOND)];
  const before = begin ?? snapshot.documents.uptime[0]?.value.uptimeSeconds;
  const after = end ?? snapshot.second.uptime[0]?.value.uptimeSeconds;
  const seconds = before === undefined || after === undefined ? undefined : after - before;
  return seconds === undefined || seconds < 0 ? undefined : seconds;
}
