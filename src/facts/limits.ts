import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { countedFiles } from './open-files.ts';
import { processLabel } from './process-owners.ts';

const limitSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the process or the control group' }),
    label: z.string(),
    of: z.enum(['process', 'cgroup']),
    name: z.string().meta({ description: 'open_files, processes, ... of processes; pids, memory of groups' }),
    limited: z.boolean().meta({ description: 'false for unlimited' }),
    soft: z
      .number()
      .optional()
      .meta({ description: 'limit in force', needs: ['process_limits', 'cgroup_values'] }),
    hard: z
      .number()
      .optional()
      .meta({ description: 'up to which the process may raise it', needs: ['process_limits'] }),
    used: z
      .number()
      .optional()
      .meta({ needs: ['fd_counts', 'fd_kinds', 'cgroup_values'] }),
    used_ratio: z
      .number()
      .optional()
      .meta({ description: 'of the limit in force, 0 where there is none', needs: ['fd_counts', 'cgroup_values'] }),
    hits: z
      .number()
      .optional()
      .meta({ description: 'how often the limit was met, since the group exists', needs: ['cgroup_values'] }),
    refs: refsSchema,
  })
  .meta({ id: 'LimitInForce' });
export type LimitInForce = z.infer<typeof limitSchema>;

/** Limits in force of daemons and of control groups, with what is in use. */
export const limits = defineFact({
  name: 'limits',
  title: 'Limits in force and their use',
  schema: z.array(limitSchema),
  sources: ['process_limits', 'cgroup_values', 'fd_counts', 'fd_kinds', 'process_stat'],
  compute(context) {
    const ofProcesses = lookedFor(context.snapshot, 'process_limits');
    const ofGroups = lookedFor(context.snapshot, 'cgroup_values');
    const missing = [...ofProcesses.missing, ...ofGroups.missing];
    if (ofProcesses.missing.length > 0 && ofGroups.missing.length > 0) return unknown(missing);
    return known(
      [...processLimits(context), ...groupLimits(context)],
      [...missing, ...cutShort(context.snapshot, ['process_limits', 'cgroup_values'])],
    );
  },
});

function processLimits(context: FactContext): LimitInForce[] {
  const files = countedFiles(context);
  return context.snapshot.documents.process_limits.flatMap(({ path, value }) =>
    value.limits.map(({ pid, name, soft, hard, line }) => {
      const counted = name === 'open_files' ? files.get(pid) : undefined;
      const used =
        counted?.total ??
        (counted?.kinds === undefined || counted.whole !== true ? undefined : sum(counted.kinds.values()));
      return {
        entity: `process:${pid}`,
        label: context.words.limitOf(name, processLabel(pid, context)),
        of: 'process' as const,
        name,
        limited: soft !== undefined,
        soft,
        hard,
        used,
        used_ratio: ratio(used, soft),
        refs: [{ path, line }],
      };
    }),
  );
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, n) => all + n, 0);

function ratio(used: number | undefined, limit: number | undefined): number | undefined {
  if (used === undefined) return undefined;
  return limit === undefined || limit === 0 ? 0 : used / limit;
}

/** Files of cgroup v2 and v1: what is in use, the limit, and how often it was met. */
const GROUP_LIMITS = [
  { name: 'pids', used: 'pids.current', limit: 'pids.max', hits: 'pids.events.max' },
  { name: 'memory', used: 'memory.current', limit: 'memory.max', hits: 'memory.events.max' },
  { name: 'memory', used: 'memory.usage_in_bytes', limit: 'memory.limit_in_bytes', hits: 'memory.failcnt' },
] as const;

function groupLimits({ snapshot, words }: FactContext): LimitInForce[] {
  return snapshot.documents.cgroup_values.flatMap(({ path: entry, value }) =>
    value.groups.flatMap((group) =>
      GROUP_LIMITS.flatMap(({ name, used, limit, hits }) => {
        const soft = group.values[limit];
        if (soft === undefined && !group.unlimited.includes(limit)) return [];
        const use = group.values[used];
        return [
          {
            entity: `cgroup:${group.path}`,
            label: words.limitOf(name, group.path),
            of: 'cgroup' as const,
            name,
            limited: soft !== undefined,
            soft,
            used: use,
            used_ratio: ratio(use, soft),
            hits: group.values[hits],
            refs: [{ path: entry, line: group.line }],
          },
        ];
      }),
    ),
  );
}
