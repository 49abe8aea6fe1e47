import * as z from 'zod';
import { append, groupBy } from '../lib/group-by.ts';
import { clock } from './clock.ts';
import { containers } from './containers.ts';
import {
  defineFact,
  entitySchema,
  type FactContext,
  known,
  type MissingReason,
  refsSchema,
  seenSchema,
  unknown,
} from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesInEveryLog, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { processOwners } from './process-owners.ts';
import type { Process } from './processes.ts';
import { stuckTasks } from './stuck-tasks.ts';
import { sysctl } from './sysctl.ts';
import { loggedWaitOf } from './trace-waits.ts';

const hungTaskSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'program and pid' }),
    pid: z.number(),
    comm: z.string(),
    seconds: z.number().meta({ description: 'longest that was reported; at least so long it slept' }),
    reports: z
      .number()
      .meta({ description: 'how often the kernel reported it; it stops after ten reports of any task' }),
    service: z.boolean().meta({ description: 'a runtime, the kubelet, systemd or the journal of a file system' }),
    waits_for: z
      .string()
      .meta({ description: 'what the logged stack tells: fuse, nfs, xfs, overlay sync, ..., or empty' }),
    meaning: z.string().meta({ description: 'the same in words, empty where nothing is told' }),
    frames: z
      .array(z.string())
      .meta({ description: 'functions of its first logged stack, innermost first, at most 30' }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    containers: z.array(z.string()).meta({ description: 'entities of its container and of the sandbox of its pod' }),
    filesystems: z.array(z.string()).meta({ description: 'entities of the file systems it may wait for' }),
    mount_points: z.array(z.string()).meta({ description: 'where those are mounted, at most ten' }),
    still: z
      .boolean()
      .optional()
      .meta({ description: 'it was in the same trouble when the bundle was collected', needs: ['process_stat'] }),
    quiet_for: z
      .number()
      .optional()
      .meta({ description: 'seconds from the last report to the collection', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'HungTask' });
export type HungTask = z.infer<typeof hungTaskSchema>;

/** Tasks that the kernel reported as blocked, with what their logged stacks wait for. */
export const hungTasks = defineFact({
  name: 'hung_tasks',
  title: 'Tasks that the kernel reported as hung',
  schema: z.array(hungTaskSchema),
  sources: ['log', 'process_cgroup', 'process_stat', 'mountinfo', 'sysctl'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byTask = groupBy(occurrencesOf(context, 'hung_task'), (o) => `${o.captures.pid} ${o.captures.comm}`);
    return known(
      [...byTask.values()].map((reports) => describe(reports, context)),
      [...coverage.reasons, ...silenced(context)],
    );
  },
});

/** Settings under which the kernel reports no task: its reports are used up, or the search is switched off. */
const SILENT_AT_ZERO = ['kernel.hung_task_warnings', 'kernel.hung_task_timeout_secs'];

/** Why a task may hang unreported. Linux 5.17 and later say so when the last report was printed. */
function silenced(context: FactContext): MissingReason[] {
  const said = occurrencesOf(context, 'hung_task_silenced').map(({ ref }) => ({
    source: 'log' as const,
    reason: `${ref.path}: the kernel reports no further hung tasks`,
  }));
  const values = context.get(sysctl);
  const off = values.known
    ? SILENT_AT_ZERO.filter((name) => values.value.has(name) && values.value.get(name) === 0)
    : [];
  return [
    ...said,
    ...off.map((name) => ({ source: 'log' as const, reason: `${name} is 0: hung tasks are not reported` })),
  ];
}

const SERVICE =
  /^(?:dockerd|containerd|containerd-shim.*|docker-.*|runc|runc:\[.*|crio|conmon|kubelet|hyperkube|k3s.*|systemd|systemd-.*|jbd2\/.*|kswapd\d+)$/;
const MAX_FRAMES = 30;

function describe(reports: readonly ResolvedOccurrence[], context: FactContext): HungTask {
  const { comm = '', pid = '' } = reports[0]?.captures ?? {};
  const frames = framesOf(reports, context);
  const process = processOwners(context).get(Number(pid));
  // Pids are used again: only a process of the same name is the one that was reported.
  const own = process?.comm === comm ? process : undefined;
  const wait = loggedWaitOf({ pid: Number(pid), comm, frames }, context);
  const seen = seenOf(reports);
  const time = context.get(clock);
  return {
    entity: `task:${pid}`,
    label: `${comm} (pid ${pid})`,
    pid: Number(pid),
    comm,
    seconds: Math.max(...reports.map((o) => Number(o.captures.seconds))),
    reports: reports.reduce((sum, o) => sum + o.count, 0),
    service: SERVICE.test(comm),
    waits_for: wait.kind,
    meaning: context.words.waits[wait.kind] ?? '',
    frames: frames.slice(0, MAX_FRAMES),
    container_id: own?.container_id,
    containers: containersOf(own, context),
    filesystems: wait.filesystems,
    mount_points: wait.mountPoints,
    still: stillStuck(Number(pid), comm, context),
    quiet_for: seen === undefined || !time.known ? undefined : Math.max(0, time.value.collected_at - seen.last),
    seen,
    refs: reports.slice(0, 5).map((o) => o.ref),
  };
}

/** The stack behind one of the reports: the first that has one. */
function framesOf(reports: readonly ResolvedOccurrence[], context: FactContext): string[] {
  const stacks = context.once(stacksByLine);
  for (const { ref } of reports) {
    const frames = stacks.get(`${ref.path}:${ref.line}`);
    if (frames !== undefined) return frames;
  }
  return [];
}

/** Frames by the log and the line of the report before them, innermost first. */
function stacksByLine(context: FactContext): ReadonlyMap<string, string[]> {
  const lines = new Map<string, { frame: string; line: number }[]>();
  for (const { captures, ref } of occurrencesInEveryLog(context, 'hung_task_frame'))
    if (captures.record !== undefined)
      append(lines, `${ref.path}:${captures.record}`, { frame: captures.frame ?? '', line: ref.line ?? 0 });
  return new Map(
    [...lines].map(([record, frames]) => [record, frames.sort((a, b) => a.line - b.line).map((f) => f.frame)]),
  );
}

function containersOf(own: Process | undefined, { get }: FactContext): string[] {
  const ids = own?.container_id === undefined ? [] : [`container:${own.container_id}`];
  const listed = get(containers);
  if (own?.pod_uid === undefined || !listed.known) return ids;
  return [...ids, ...listed.value.filter((c) => c.is_sandbox && c.pod_uid === own.pod_uid).map((c) => c.entity)];
}

function stillStuck(pid: number, comm: string, { get }: FactContext): boolean | undefined {
  const stuck = get(stuckTasks);
  if (!stuck.known) return undefined;
  return stuck.value.some((t) => t.tid === pid && (t.comm === undefined || t.comm === comm));
}
