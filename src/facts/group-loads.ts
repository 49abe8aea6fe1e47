import * as z from 'zod';
import type { CgroupValues } from '../parsers/cgroup-values.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { type GroupOwner, groupOwner } from './group-owners.ts';
import { cutShort, lookedFor } from './looked-for.ts';

const needs = ['cgroup_values'];
const groupLoadSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the container, pod or control group' }),
    label: z.string(),
    path: z.string().meta({ description: 'path of the group, in v1 with its hierarchy' }),
    kind: z.string().meta({ description: 'container, pod, pods, service or other' }),
    container: z.string().optional().meta({ description: 'entity of the container', needs }),
    pod: z.string().optional().meta({ description: 'namespace/name', needs }),
    pod_entity: z.string().optional().meta({ needs }),
    has_pids_limit: z.boolean(),
    has_cpu_quota: z.boolean().meta({ description: 'its waiting for the next period is counted' }),
    pids: z.number().optional().meta({ needs }),
    pids_limit: z.number().optional().meta({ description: 'unknown where there is none', needs }),
    pids_refused: z.number().optional().meta({ description: 'forks that met pids.max, since the group exists', needs }),
    cpu_quota: z.number().optional().meta({ description: 'CPUs it may use, unknown where there is no limit', needs }),
    cpu_periods: z.number().optional().meta({ description: 'periods in which it wanted a CPU', needs }),
    throttled_ratio: z
      .number()
      .optional()
      .meta({ description: 'share of those periods in which it had to wait for the next one', needs }),
    throttled_seconds: z.number().optional().meta({ description: 'of all its threads', needs }),
    oom_kills: z.number().optional().meta({ description: 'since the group exists', needs }),
    memory_limit: z.number().optional().meta({ description: 'bytes, unknown where there is none', needs }),
    memory_used: z.number().optional().meta({ description: 'bytes, page cache included', needs }),
    refs: refsSchema,
  })
  .meta({ id: 'GroupLoad' });

/** Control groups with what they use of their limits, cgroup-v2.rst and cgroup-v1/; one entry per group and hierarchy. */
export const groupLoads = defineFact({
  name: 'group_loads',
  title: 'Control groups and their limits of tasks, CPU and memory',
  schema: z.array(groupLoadSchema),
  sources: ['cgroup_values', 'docker_inspect', 'crictl_ps', 'file_list'],
  compute(context) {
    const { documents, missing } = lookedFor(context.snapshot, 'cgroup_values');
    if (documents.length === 0) return unknown(missing);
    return known(
      documents.flatMap(({ path, value }) => value.groups.map((group) => describe(group, path, context))),
      cutShort(context.snapshot, ['cgroup_values']),
    );
  },
});

type Group = CgroupValues['groups'][number];

function describe(group: Group, entry: string, context: FactContext) {
  const { values: v } = group;
  const owner: GroupOwner = groupOwner(withoutHierarchy(group.path), context);
  const quota = v['cpu.max'] ?? v['cpu.cfs_quota_us'];
  const period = v['cpu.max.period'] ?? v['cpu.cfs_period_us'];
  const periods = v['cpu.stat.nr_periods'];
  const throttled = v['cpu.stat.nr_throttled'];
  const usec = v['cpu.stat.throttled_usec'];
  const nsec = v['cpu.stat.throttled_time'];
  return {
    entity: owner.entity,
    label: owner.label,
    path: group.path,
    kind: owner.kind,
    container: owner.container,
    pod: owner.pod,
    pod_entity: owner.pod_entity,
    has_pids_limit: v['pids.max'] !== undefined,
    has_cpu_quota: (periods ?? 0) > 0 && throttled !== undefined,
    pids: v['pids.current'],
    pids_limit: v['pids.max'],
    pids_refused: v['pids.events.max'],
    cpu_quota: quota === undefined || quota <= 0 || period === undefined || period <= 0 ? undefined : quota / period,
    cpu_periods: periods,
    throttled_ratio: periods === undefined || throttled === undefined ? undefined : throttled / Math.max(1, periods),
    throttled_seconds: usec === undefined ? (nsec === undefined ? undefined : nsec / 1e9) : usec / 1e6,
    oom_kills: v['memory.events.oom_kill'] ?? v['memory.oom_control.oom_kill'],
    memory_limit: v['memory.max'] ?? v['memory.limit_in_bytes'],
    memory_used: v['memory.current'] ?? v['memory.usage_in_bytes'],
    refs: [{ path: entry, line: group.line }],
  };
}

/** `/pids/kubepods/pod1f6e` of v1 is `/kubepods/pod1f6e` in that hierarchy. */
function withoutHierarchy(path: string): string {
  const [, rest] =
    /^\/(?:pids|memory|cpu|cpuacct|cpu,cpuacct|cpuset|blkio|devices|freezer|hugetlb|systemd|unified)(\/.*)?$/.exec(
      path,
    ) ?? [];
  return rest ?? path;
}
