import * as z from 'zod';
import { collectorPids } from './collector-processes.ts';
import { defineFact, entitySchema, type FactContext, known, type MissingReason, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { processOwners } from './process-owners.ts';
import type { Process } from './processes.ts';
import { read } from './sources.ts';
import { sampledTasks, type TaskSample } from './task-samples.ts';
import { waitOf } from './waits.ts';

const stuckTaskSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'program and pid' }),
    pid: z.number(),
    tid: z.number(),
    comm: z
      .string()
      .optional()
      .meta({ needs: ['task_status', 'process_stat'] }),
    state: z
      .string()
      .optional()
      .meta({ description: 'D: sleeps in the kernel and cannot be killed', needs: ['task_status', 'process_stat'] }),
    wchan: z
      .string()
      .optional()
      .meta({ description: 'kernel function it sleeps in', needs: ['task_wchan', 'process_wchan'] }),
    stack: z
      .array(z.string())
      .optional()
      .meta({ description: 'kernel functions, innermost first', needs: ['task_stack'] }),
    waits_for: z
      .string()
      .meta({ description: 'what the stack tells: nfs, fuse, ext4, xfs, disk, lock, pipe, ..., or empty' }),
    same_in_both: z
      .boolean()
      .optional()
      .meta({ description: 'same place in both samples', needs: ['task_stack', 'task_wchan'] }),
    seconds_between: z
      .number()
      .optional()
      .meta({ description: 'between the two samples', needs: ['manifest_step', 'uptime'] }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    pod_uid: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    filesystems: z.array(z.string()).meta({ description: 'entities of the file systems it may wait for' }),
    mount_points: z.array(z.string()).meta({ description: 'where those are mounted, at most ten' }),
    refs: refsSchema,
  })
  .meta({ id: 'StuckTask' });
export type StuckTask = z.infer<typeof stuckTaskSchema>;

/** Tasks that sleep uninterruptibly, or that sat in the same unusual place in both samples. */
export const stuckTasks = defineFact({
  name: 'stuck_tasks',
  title: 'Tasks that are stuck in the kernel',
  schema: z.array(stuckTaskSchema),
  sources: [
    'task_stack',
    'task_wchan',
    'task_status',
    'process_stat',
    'process_wchan',
    'process_cgroup',
    'mountinfo',
    'manifest_step',
  ],
  compute(context) {
    const { snapshot } = context;
    const stat = read(snapshot, 'process_stat');
    const status = lookedFor(snapshot, 'task_status');
    // A tool that writes stacks only of tasks in D says the state with the stack.
    const told = snapshot.documents.task_stack.some((d) => d.value.tasks.some((t) => t.state !== undefined));
    if (stat.documents.length + status.documents.length === 0 && !told)
      return unknown([...status.missing, ...stat.missing]);
    const sample = sampledTasks(context);
    const owners = processOwners(context);
    const own = collectorPids(context);
    const found = sample.tasks.flatMap((task) => {
      if (own.has(task.pid)) return [];
      const same = sample.hasSecond && task.listed ? isSame(task) : undefined;
      if (task.state !== 'D' && (same !== true || isIdle(task))) return [];
      return [describe(task, same, sample.seconds, owners, context)];
    });
    return known(found, [...threadsMissing(status.missing), ...cutShort(snapshot, ['task_stack', 'task_status'])]);
  },
});

/** Without the threads of daemons only whole processes were seen. */
function threadsMissing(missing: readonly MissingReason[]): MissingReason[] {
  return missing.map((m) => ({ source: m.source, reason: `threads were not looked at: ${m.reason}` }));
}

function describe(
  task: TaskSample,
  same: boolean | undefined,
  seconds: number | undefined,
  owners: ReadonlyMap<number, Process>,
  context: FactContext,
): StuckTask {
  const owner = owners.get(task.pid);
  const comm = task.comm ?? owner?.comm;
  const wait = waitOf({ pid: task.pid, comm: comm ?? '', frames: task.frames ?? [], wchan: task.wchan }, context);
  return {
    entity: `task:${task.tid}`,
    label: context.words.thread(comm, task.pid, task.tid === task.pid ? undefined : task.tid),
    pid: task.pid,
    tid: task.tid,
    comm,
    state: task.state,
    wchan: task.wchan,
    stack: task.frames === undefined ? undefined : [...task.frames],
    waits_for: wait.kind,
    same_in_both: same,
    seconds_between: same === undefined ? undefined : seconds,
    container_id: owner?.container_id,
    pod_uid: owner?.pod_uid,
    filesystems: wait.filesystems,
    mount_points: wait.mountPoints,
    refs: [...task.refs],
  };
}

/** The same functions, or where stacks are hidden the same symbol; a task that is gone or moved on is not stuck. */
function isSame({ frames, wchan, later }: TaskSample): boolean {
  if (later === undefined) return false;
  if (frames !== undefined && later.frames !== undefined)
    return (
      frames.length > 0 && frames.length === later.frames.length && frames.every((f, i) => f === later.frames?.[i])
    );
  return wchan !== undefined && wchan === later.wchan;
}

/** Places in which threads of servers sleep all day: waiting for locks of their runtime, events, timers, children. */
const IDLE =
  /^_?_?(?:futex|ep_poll|do_epoll|do_poll|do_sys_poll|poll_schedule|do_select|core_sys_select|hrtimer_nanosleep|do_nanosleep|common_nsleep|do_wait|kernel_wait|do_sigtimedwait|sigsuspend|do_sys_pause|do_signal_stop|inet_csk_|wait_for_connect|skb_wait|unix_stream|unix_accept|sk_wait|tcp_recv|wait_woken|inotify_read|signalfd|eventfd_read|timerfd|n_tty|tty_|do_task_dead|kthread|worker_thread|rescuer_thread|smpboot|schedule_hrtimeout|ptrace_stop|devtmpfsd|io_wq|io_cqring|kauditd|balance_pgdat)/;
/** Frames of the scheduler stand above the one that tells. */
const SCHEDULER =
  /^(?:_?_?schedule(?:_timeout)?(?:_interruptible)?|schedule_hrtimeout_range(?:_clock)?|freezable_schedule\w*)$/;

function isIdle({ frames, wchan }: TaskSample): boolean {
  const telling = frames?.find((frame) => !SCHEDULER.test(frame)) ?? wchan;
  return telling === undefined || IDLE.test(telling);
}
