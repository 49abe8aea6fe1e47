import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { groupOwner } from './group-owners.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { lastBefore, type OomRecord, oomRecordOf, usageOf } from './oom-records.ts';
import { oomSizes, oomSizesSchema } from './oom-sizes.ts';

const needs = ['log'];
export const oomEventSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    pid: z.number(),
    comm: z.string().meta({ description: 'program that was killed' }),
    scope: z.string().optional().meta({
      description: 'what ran out: node, cgroup, or part (memory of some NUMA nodes only)',
      needs,
    }),
    by_hand: z.boolean().meta({ description: 'asked for by somebody through sysrq' }),
    order: z.number().optional().meta({ description: 'the kernel wanted 2^order pages in one piece', needs }),
    limit_group: z.string().optional().meta({ description: 'control group whose limit was met', needs }),
    limited: z.string().optional().meta({ description: 'entity of what has that limit', needs }),
    limited_label: z.string().optional().meta({ needs }),
    limited_kind: z.string().optional().meta({ description: 'container, pod, pods, service or other', needs }),
    container: z.string().optional().meta({ description: 'entity of the container of the victim', needs }),
    container_label: z.string().optional().meta({ needs }),
    pod: z.string().optional().meta({ description: 'namespace/name of the pod of the victim', needs }),
    pod_entity: z.string().optional().meta({ needs }),
    service: z.string().optional().meta({ description: 'systemd service of the victim', needs }),
    limit_bytes: z.number().optional().meta({ description: 'limit that was met', needs }),
    limit_of: z.string().optional().meta({ description: 'memory, memory+swap or kmem', needs }),
    victim_bytes: z.number().meta({ description: 'anonymous memory of the victim' }),
    sizes: oomSizesSchema.optional().meta({ needs }),
    time: z.number().optional().meta({ description: 'epoch seconds', needs }),
    seen: seenSchema.optional().meta({ needs }),
    refs: refsSchema,
  })
  .meta({ id: 'OomEvent' });
export type OomEvent = z.infer<typeof oomEventSchema>;

/**
 * Each process that the kernel killed for lack of memory, once. Linux 5.0 and later say in one line what ran out; older
 * ones name the groups in a line of their own, or only begin the sentence with "Memory cgroup".
 */
export const oomEvents = defineFact({
  name: 'oom_events',
  title: 'Processes that the kernel killed for lack of memory',
  schema: z.array(oomEventSchema),
  sources: ['log', 'docker_inspect', 'crictl_ps', 'file_list'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const kills = occurrencesOf(context, 'oom_kill').filter((o) => o.captures.pid !== undefined);
    const alone = occurrencesOf(context, 'oom_cgroup').filter((o) => standsAlone(o, kills));
    return known(
      [...kills, ...alone].map((kill) => describe(kill, context)),
      coverage.reasons,
    );
  },
});

/** The line of a limit behind which the log ends, or of which only a part was kept; it names no process. */
function standsAlone(o: ResolvedOccurrence, kills: readonly ResolvedOccurrence[]): boolean {
  const line = o.ref.line ?? 0;
  return o.captures.pid === undefined && !kills.some((k) => k.log === o.log && (k.ref.line ?? 0) >= line);
}

function describe(kill: ResolvedOccurrence, context: FactContext): OomEvent {
  const record = oomRecordOf(kill, context);
  const asked = lastBefore(occurrencesOf(context, 'oom_invoked'), kill);
  const groups = groupsOf(kill, record, context);
  const limited = groups.limit === undefined ? undefined : groupOwner(groups.limit, context);
  const victim = groups.victim === undefined ? undefined : groupOwner(groups.victim, context);
  const usage = record.usage.size > 0 ? record.usage : usageNear(kill, context);
  const reached = groups.scope === 'cgroup' ? limitReached(usage) : undefined;
  const { pid = '0', comm = 'a process' } = kill.captures;
  const own = victim ?? limited;
  const name = pid === '0' ? comm : `${comm} (pid ${pid})`;
  const seen = seenOf([kill]);
  return {
    entity: `oom:${kill.log.path}:${kill.ref.line}`,
    label: own === undefined ? name : context.words.partOf(name, own.label),
    pid: Number(pid),
    comm,
    scope: groups.scope,
    by_hand: asked?.captures.order === '-1',
    order: asked === undefined ? undefined : Number(asked.captures.order),
    limit_group: groups.limit,
    limited: limited?.entity,
    limited_label: limited?.label,
    limited_kind: limited?.kind,
    container: own?.container,
    container_label: own?.container === undefined ? undefined : own.label,
    pod: own?.pod,
    pod_entity: own?.pod_entity,
    service: victim?.service,
    ...reached,
    victim_bytes: Number(kill.captures.anon_kib ?? 0) * 1024,
    sizes: oomSizes(record, Number(pid), Number(kill.captures.anon_kib ?? 0)),
    time: kill.first,
    seen,
    refs: [kill.ref, ...(groups.ref === undefined ? [] : [groups.ref])],
  };
}

/** What ran out, and the groups of the limit and of the victim. */
function groupsOf(kill: ResolvedOccurrence, record: OomRecord, context: FactContext) {
  const inLog = occurrencesOf(context, 'oom_cgroup');
  const { pid, scope: told } = kill.captures;
  const summary = lastBefore(
    inLog.filter((o) => pid !== undefined && o.captures.pid === pid),
    kill,
  );
  if (summary !== undefined) return summarized(summary);
  const together = endedTogether(kill, context);
  if (together !== undefined) return together;
  const chosen = told ?? lastBefore(occurrencesOf(context, 'oom_chosen'), kill)?.captures.scope;
  const isOfNode = chosen === 'Out of memory' && record.task === undefined;
  if (isOfNode) return { scope: 'node' };
  const old = lastBefore(
    inLog.filter((o) => o.captures.pid === undefined),
    kill,
  );
  const task =
    record.task ??
    (old === undefined ? undefined : { victim: old.captures.task_cgroup, limit: old.captures.limit_cgroup });
  const scope = task !== undefined || chosen === 'Memory cgroup out of memory' ? 'cgroup' : undefined;
  return { scope, victim: task?.victim, limit: task?.limit, ref: old?.ref };
}

function summarized({ captures, ref }: ResolvedOccurrence) {
  const { constraint = '', limit_cgroup: limit, task_cgroup: victim } = captures;
  const scope = constraint === 'CONSTRAINT_MEMCG' ? 'cgroup' : constraint === 'CONSTRAINT_NONE' ? 'node' : 'part';
  return { scope, ref, limit, victim };
}

/** A further victim of a group that ends as a whole: its limit stands in the summary before the first one. */
function endedTogether(kill: ResolvedOccurrence, context: FactContext) {
  const whole = lastBefore(occurrencesOf(context, 'oom_group'), kill);
  if (whole === undefined) return undefined;
  const summaries = occurrencesOf(context, 'oom_cgroup').filter((o) => o.captures.pid !== undefined);
  const first = lastBefore(summaries, whole);
  if (first === undefined) return undefined;
  return { ...summarized(first), victim: whole.captures.group };
}

/** Where the report does not begin in this log, the line of its limit may stand in it all the same. */
function usageNear(kill: ResolvedOccurrence, context: FactContext): OomRecord['usage'] {
  const all = occurrencesOf(context, 'oom_usage');
  const line = kill.ref.line ?? 0;
  const behind = all.filter((o) => o.log === kill.log && Math.abs((o.ref.line ?? 0) - line - 2) <= 2);
  if (kill.captures.pid === undefined) return usageOf(behind);
  const lines = ['memory', 'memory+swap', 'kmem'].flatMap((what) => {
    const found = lastBefore(
      all.filter((o) => o.captures.what === what),
      kill,
    );
    return found === undefined ? [] : [found];
  });
  return usageOf(lines);
}

/** The limit that is used up to its last pages; v1 counts memory in batches of 32 pages for each CPU. */
function limitReached(usage: OomRecord['usage']): { limit_bytes: number; limit_of: string } | undefined {
  const full = [...usage].filter(([what, { usageKib, limitKib }]) => what !== 'swap' && usageKib >= limitKib * 0.98);
  const found = full.find(([what]) => what === 'memory') ?? full[0];
  return found === undefined ? undefined : { limit_bytes: found[1].limitKib * 1024, limit_of: found[0] };
}
