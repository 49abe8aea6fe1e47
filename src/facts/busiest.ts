import * as z from 'zod';
import { secondsOf } from '../lib/ticks.ts';
import { pairsOf, sampledAt } from '../snapshot/pairs.ts';
import { collectorPids } from './collector-processes.ts';
import { type FactContext, refsSchema } from './fact.ts';
import { processOwners } from './process-owners.ts';
import { processRecords } from './process-records.ts';
import { rate } from './rate.ts';

export const busyProcessSchema = z
  .object({
    pid: z.number(),
    comm: z.string(),
    cpu: z.number().meta({ description: 'CPUs in use on average: 1.5 is one and a half' }),
    system: z.number().meta({ description: 'the part of it that was spent in the kernel' }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    refs: refsSchema,
  })
  .meta({ id: 'BusyProcess' });

const MAX_ROWS = 20;

/** The processes that used most CPU time between the two samples, without the collector's own. */
export function busiestProcesses(context: FactContext): z.infer<typeof busyProcessSchema>[] | undefined {
  const { snapshot } = context;
  const pair = pairsOf(snapshot, 'process_stat')[0];
  if (pair === undefined) return undefined;
  const own = collectorPids(context);
  const owners = processOwners(context);
  const from = sampledAt(snapshot, 'process_stat', pair.first.path) ?? Number.POSITIVE_INFINITY;
  const before = processRecords(context);
  const rows = pair.second.value.processes.flatMap((b) => {
    const a = before.get(b.pid);
    const same = a !== undefined && a.startedTicks === b.startedTicks;
    // The pid was given out again, or the process is new: then all its time was spent in between.
    if (own.has(b.pid) || (!same && secondsOf(b.startedTicks) < from)) return [];
    const user = rate(same ? secondsOf(a.userTicks) : 0, secondsOf(b.userTicks), pair.seconds);
    const system = rate(same ? secondsOf(a.systemTicks) : 0, secondsOf(b.systemTicks), pair.seconds);
    const container = owners.get(b.pid)?.container_id;
    if (user === undefined || system === undefined) return [];
    return [
      {
        pid: b.pid,
        comm: b.comm,
        cpu: user + system,
        system,
        container_id: container,
        refs: [...(same ? [{ path: pair.first.path, line: a.line }] : []), { path: pair.second.path, line: b.line }],
      },
    ];
  });
  return rows
    .filter((row) => row.cpu > 0)
    .sort((a, b) => b.cpu - a.cpu || a.pid - b.pid)
    .slice(0, MAX_ROWS);
}
