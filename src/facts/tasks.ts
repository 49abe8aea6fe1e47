import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { processLabel, processOwners } from './process-owners.ts';
import { type Process, processes } from './processes.ts';
import { read } from './sources.ts';
import { sysctl } from './sysctl.ts';

const zombiesSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the process that does not take their exit status' }),
    label: z.string(),
    pid: z.number().meta({ description: 'its pid' }),
    comm: z.string(),
    state: z
      .string()
      .optional()
      .meta({ needs: ['process_stat'] }),
    zombies: z.number(),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ZombieParent' });

const tasksSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    total: z.number().meta({ description: 'tasks of the node: threads of programs and of the kernel' }),
    limit: z
      .number()
      .optional()
      .meta({
        description: 'the smaller one of kernel.pid_max and kernel.threads-max',
        needs: ['sysctl'],
      }),
    limit_name: z
      .string()
      .optional()
      .meta({ needs: ['sysctl'] }),
    used_ratio: z
      .number()
      .optional()
      .meta({ description: '0 to 1', needs: ['sysctl'] }),
    runnable: z
      .number()
      .optional()
      .meta({ description: 'tasks that can run at that moment', needs: ['loadavg'] }),
    load1: z.number().meta({ description: 'runnable tasks and those in state D, mean of a minute' }),
    load15: z.number(),
    zombies: z
      .number()
      .optional()
      .meta({ needs: ['process_stat'] }),
    zombie_parents: z
      .array(zombiesSchema)
      .optional()
      .meta({ description: 'at most 20, most zombies first', needs: ['process_stat'] }),
    waiting: z
      .number()
      .optional()
      .meta({ description: 'processes in state D', needs: ['process_stat'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Tasks' });

/** How many tasks the node has, proc(5) loadavg, and which parents leave ended ones behind. */
export const tasks = defineFact({
  name: 'tasks',
  title: 'Tasks of the node',
  schema: tasksSchema,
  sources: ['loadavg', 'sysctl', 'process_stat', 'process_cgroup'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'loadavg');
    const [load] = documents;
    if (load?.value.tasks === undefined)
      return unknown(missing.length > 0 ? missing : [{ source: 'loadavg', reason: 'it does not count tasks' }]);
    const limit = limitOf(context);
    const found = context.get(processes);
    const all = found.known ? found.value : undefined;
    const dead = all?.filter((p) => p.state === 'Z');
    const total = load.value.tasks;
    return known({
      entity: 'tasks:node',
      label: context.words.tasks,
      total,
      limit: limit?.value,
      limit_name: limit?.name,
      used_ratio: limit === undefined || limit.value <= 0 ? undefined : total / limit.value,
      runnable: load.value.runnableTasks,
      load1: load.value.load1,
      load15: load.value.load15,
      zombies: dead?.length,
      zombie_parents: dead === undefined ? undefined : parentsOf(dead, context),
      waiting: all?.filter((p) => p.state === 'D').length,
      refs: [{ path: load.path, line: 1 }],
    });
  },
});

/** What is reached first; unknown unless both were collected, as either may be the smaller one. */
function limitOf(context: FactContext): { name: string; value: number } | undefined {
  const found = context.get(sysctl);
  if (!found.known) return undefined;
  const known = ['kernel.pid_max', 'kernel.threads-max'].map((name) => ({ name, value: valueIn(found.value, name) }));
  const [pids, threads] = known;
  if (pids?.value === undefined || threads?.value === undefined) return undefined;
  return pids.value <= threads.value
    ? { name: pids.name, value: pids.value }
    : { name: threads.name, value: threads.value };
}

/** A table of facts throws for what was not collected. */
function valueIn(table: ReadonlyMap<string, number>, key: string): number | undefined {
  return table.has(key) ? table.get(key) : undefined;
}

function parentsOf(dead: readonly Process[], context: FactContext) {
  const byParent = groupBy(
    dead.filter((p) => p.ppid !== undefined),
    (p) => p.ppid ?? 0,
  );
  return [...byParent]
    .sort(([a, x], [b, y]) => y.length - x.length || a - b)
    .slice(0, 20)
    .map(([pid, children]) => {
      const parent = processOwners(context).get(pid);
      return {
        entity: `process:${pid}`,
        label: processLabel(pid, context),
        pid,
        comm: parent?.comm ?? '',
        state: parent?.state,
        zombies: children.length,
        container_id: parent?.container_id,
        refs: [...(parent?.refs ?? []), ...children.slice(0, 3).flatMap((c) => c.refs)],
      };
    });
}
