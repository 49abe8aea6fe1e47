import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { secondsOf } from '../lib/ticks.ts';
import { clock } from './clock.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { cutShort } from './looked-for.ts';
import { processRecords } from './process-records.ts';
import { type Process, processes } from './processes.ts';
import { sampledTasks, type TaskSample } from './task-samples.ts';
import { waitOf } from './waits.ts';
import { writtenPipes } from './written-pipes.ts';

const needsPlace = ['task_stack', 'task_wchan', 'process_wchan'];
const needsPipe = ['task_syscall', 'task_fds'];
const runcInitSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'program, pid and container' }),
    pid: z.number(),
    container: z
      .string()
      .optional()
      .meta({ description: 'entity of the container it starts or enters', needs: ['process_cgroup'] }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    pod: z
      .string()
      .optional()
      .meta({ description: 'namespace/name', needs: ['process_cgroup', 'docker_inspect', 'docker_disk_containers'] }),
    age: z
      .number()
      .optional()
      .meta({ description: 'seconds since it was started', needs: ['process_stat', 'uptime'] }),
    state: z
      .string()
      .optional()
      .meta({ needs: ['process_stat', 'task_status'] }),
    waits_in: z.string().optional().meta({ description: 'kernel function it sleeps in', needs: needsPlace }),
    waits_for: z
      .string()
      .optional()
      .meta({ description: 'pipe, exec.fifo, nfs, disk, lock, ..., or empty', needs: needsPlace }),
    same_in_both: z
      .boolean()
      .optional()
      .meta({ description: 'same place in both samples', needs: ['task_stack', 'task_wchan'] }),
    writes_to: z
      .string()
      .optional()
      .meta({ description: 'what the descriptor that it writes to is: pipe:[88213]', needs: needsPipe }),
    writes_output: z
      .boolean()
      .optional()
      .meta({ description: 'that descriptor is its output or error output, which the shim reads', needs: needsPipe }),
    reads_what_it_writes: z
      .boolean()
      .optional()
      .meta({ description: 'it holds the other end of that pipe itself: nobody else empties it', needs: needsPipe }),
    repeats: z.boolean().meta({ description: 'an older one of the same container sleeps in the same place' }),
    repeated: z.number().meta({ description: 'younger ones of the same container that sleep in the same place' }),
    seen: seenSchema.optional().meta({ needs: ['process_stat', 'uptime'] }),
    refs: refsSchema,
  })
  .meta({ id: 'RuncInit' });
export type RuncInit = z.infer<typeof runcInitSchema>;

/** The first step of each start and exec of a container; it lives for a fraction of a second unless something holds it. */
export const runcInits = defineFact({
  name: 'runc_inits',
  title: 'Processes of runc init',
  schema: z.array(runcInitSchema),
  sources: [
    'process_stat',
    'process_cmdline',
    'process_cgroup',
    'process_wchan',
    'task_stack',
    'task_wchan',
    'task_syscall',
    'task_fds',
    'uptime',
  ],
  compute(context) {
    const found = context.get(processes);
    if (!found.known) return unknown(found.missing);
    const inits = found.value.filter(isRuncInit).map((p) => describe(p, context));
    return known(compareAges(inits), [
      ...(found.incomplete ?? []),
      ...cutShort(context.snapshot, ['task_wchan', 'task_fds']),
    ]);
  },
});

/** `runc:[2:INIT]` names itself; its arguments are `runc init`, by whatever path runc was started. */
function isRuncInit({ comm, command = '', kernel_thread }: Process): boolean {
  if (kernel_thread) return false;
  return /^runc:\[[0-2]:/.test(comm) || /^(?:\S{0,200}\/)?(?:docker-)?runc init\b/.test(command);
}

/** Each probe adds another one that waits for the first; they are one fault. */
function compareAges(all: readonly Described[]): RuncInit[] {
  const alike = new Map<string, Described[]>();
  for (const init of all) {
    const key =
      init.container === undefined || init.waits_in === undefined
        ? `${init.pid}`
        : `${init.container} ${init.waits_in}`;
    append(alike, key, init);
  }
  return [...alike.values()].flatMap((members) =>
    [...members]
      .sort((a, b) => (b.age ?? 0) - (a.age ?? 0) || a.pid - b.pid)
      .map((init, i, sorted) => ({ ...init, repeats: i > 0, repeated: sorted.length - 1 - i })),
  );
}

type Described = Omit<RuncInit, 'repeats' | 'repeated'>;

function describe(process: Process, context: FactContext): Described {
  const { pid, comm, container_id: id } = process;
  const task = tellingTask(pid, context);
  const pipe = writtenPipes(context).get(pid);
  const symbol = task?.wchan ?? symbols(context).get(pid);
  const frames = task?.frames ?? [];
  const waits = frames.length > 0 || symbol !== undefined;
  const owner = id === undefined ? undefined : podsById(context).get(id);
  const born = startOf(pid, context);
  const name = owner?.label ?? id?.slice(0, 12);
  return {
    entity: `process:${pid}`,
    label: name === undefined ? `runc init (pid ${pid})` : context.words.partOf(`runc init (pid ${pid})`, name),
    pid,
    container: id === undefined ? undefined : `container:${id}`,
    container_id: id,
    pod: owner?.pod,
    age: born?.age,
    state: task?.state ?? process.state,
    waits_in: frames.find((f) => !/^_?_?schedule/.test(f)) ?? symbol,
    waits_for: waits ? kindOf({ pid, comm, frames, wchan: symbol }, context) : undefined,
    same_in_both: task === undefined ? undefined : isSame(task),
    writes_to: pipe?.target,
    writes_output: pipe === undefined ? undefined : pipe.fd === 1 || pipe.fd === 2,
    reads_what_it_writes: pipe?.ownsBothEnds,
    seen: born?.seen,
    refs: [...process.refs, ...(task?.refs ?? []).slice(0, 3), ...(pipe?.refs ?? [])],
  };
}

/** A process that was created and waits for `runc start` sleeps in the open of its FIFO, which is a pipe to the kernel. */
function kindOf(task: Parameters<typeof waitOf>[0], context: FactContext): string {
  const all = task.frames.length > 0 ? task.frames : [task.wchan ?? ''];
  if (all.some((frame) => /^(?:wait_for_partner|fifo_open)/.test(frame))) return 'exec.fifo';
  return waitOf(task, context).kind;
}

/** Of the threads of one process the one that waits for a pipe or sleeps uninterruptibly, else its first. */
function tellingTask(pid: number, context: FactContext): TaskSample | undefined {
  const own = context.once(tasksByPid).get(pid) ?? [];
  const inPipe = own.find((t) => [...(t.frames ?? []), t.wchan ?? ''].some((f) => /^(?:anon_)?pipe_w/.test(f)));
  return inPipe ?? own.find((t) => t.state === 'D') ?? own.find((t) => t.tid === pid) ?? own[0];
}

function tasksByPid(context: FactContext): Map<number, TaskSample[]> {
  const tasks = new Map<number, TaskSample[]>();
  for (const task of sampledTasks(context).tasks) {
    append(tasks, task.pid, task);
  }
  return tasks;
}

function isSame({ frames, wchan, later }: TaskSample): boolean | undefined {
  if (later === undefined) return undefined;
  if (wchan !== undefined && later.wchan !== undefined) return wchan === later.wchan;
  if (frames === undefined || later.frames === undefined) return undefined;
  return frames.join('\n') === later.frames.join('\n');
}

/** The list of all processes has the symbol of those whose tasks were not looked at one by one. */
const symbols = (context: FactContext): ReadonlyMap<number, string> => context.once(symbolsByPid);

function symbolsByPid({ snapshot }: FactContext): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const { value } of snapshot.documents.ps)
    for (const p of value.processes) if (p.wchan !== undefined) found.set(p.pid, p.wchan);
  for (const { value } of snapshot.documents.process_wchan)
    for (const p of value.processes) if (p.pid !== undefined && p.symbol !== undefined) found.set(p.pid, p.symbol);
  return found;
}

interface Owner {
  readonly label: string;
  readonly pod?: string | undefined;
}

const podsById = (context: FactContext): ReadonlyMap<string, Owner> => context.once(ownersById);

function ownersById({ get }: FactContext): ReadonlyMap<string, Owner> {
  const found = get(containers);
  return new Map(found.known ? found.value.map((c) => [c.id, { label: c.label, pod: c.pod }]) : []);
}

/** It was there from its start until it was seen in the process list. */
function startOf(pid: number, context: FactContext): { age: number; seen?: RuncInit['seen'] } | undefined {
  const time = context.get(clock);
  const started = processRecords(context).get(pid)?.startedTicks;
  if (!time.known || started === undefined || time.value.uptime === undefined) return undefined;
  const age = Math.max(0, time.value.uptime - secondsOf(started));
  const at = time.value.collected_at;
  return { age, seen: { first: at - age, last: at, first_is_onset: true, uncertainty: 1 } };
}
