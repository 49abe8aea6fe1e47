import * as z from 'zod';
import { pairsOf, secondsBetween } from '../snapshot/pairs.ts';
import { collectorPids } from './collector-processes.ts';
import { entitySchema, type FactContext, refsSchema } from './fact.ts';
import { mountTables } from './mount-tables.ts';
import { processes } from './processes.ts';

export const mountGrowthSchema = z
  .object({
    entity: entitySchema,
    before: z.number().meta({ description: 'mounts when its table was read' }),
    after: z.number().meta({ description: 'mounts at the end of the collection' }),
    per_second: z.number().meta({ description: 'negative when mounts went away' }),
    refs: refsSchema,
  })
  .meta({ id: 'MountGrowth' });
export type MountGrowth = z.infer<typeof mountGrowthSchema>;

export const openFilesGrowthSchema = z
  .object({
    pid: z.number(),
    comm: z.string(),
    before: z.number(),
    after: z.number(),
    per_second: z.number().meta({ description: 'negative when files were closed' }),
    refs: refsSchema,
  })
  .meta({ id: 'OpenFilesGrowth' });

/** Mounts of each namespace at the end of the collection against its table; undefined when they were not counted again. */
export function mountGrowth(context: FactContext): MountGrowth[] | undefined {
  const { snapshot } = context;
  if (snapshot.second.mount_counts.length === 0) return undefined;
  const firstCount = firstCounts(context);
  const grown = new Map<string, MountGrowth>();
  for (const { path, value } of snapshot.second.mount_counts) {
    for (const { pid, mounts, line } of value.processes) {
      const first = firstCount(pid);
      if (first === undefined || grown.has(first.entity)) continue;
      const { entity, before, source, ref } = first;
      const seconds = secondsBetween(snapshot, source, ref.path, path);
      if (seconds === undefined) continue;
      const perSecond = (mounts - before) / seconds;
      grown.set(entity, { entity, before, after: mounts, per_second: perSecond, refs: [ref, { path, line }] });
    }
  }
  return [...grown.values()].sort((a, b) => b.per_second - a.per_second);
}

interface FirstCount {
  readonly entity: string;
  readonly before: number;
  readonly source: 'mountinfo' | 'mount_counts';
  readonly ref: { readonly path: string; readonly line?: number };
}

/** What was read first of the namespace of a process: its table, else the count that stood for a table too large to take. */
function firstCounts(context: FactContext): (pid: number) => FirstCount | undefined {
  const tables = mountTables(context);
  const namespaces = new Map([...tables.pidsOf].flatMap(([id, pids]) => pids.map((pid) => [pid, id] as const)));
  const counts = new Map(
    context.snapshot.documents.mount_counts.flatMap(({ path, value }) =>
      value.processes.map((p) => [p.pid, { before: p.mounts, ref: { path, line: p.line } }] as const),
    ),
  );
  return (pid) => {
    const table = tables.tableOf(pid);
    if (table !== undefined) {
      const { id, path } = table;
      return { entity: `mount_namespace:${id}`, before: table.table.rows, source: 'mountinfo', ref: { path } };
    }
    const [id, count] = [namespaces.get(pid), counts.get(pid)];
    if (id === undefined || count === undefined) return undefined;
    return { entity: `mount_namespace:${id}`, source: 'mount_counts', ...count };
  };
}

/** Only processes that gained or lost this many files between the samples are worth a row. */
const FEWEST_FILES = 10;
const MAX_ROWS = 50;

/** Processes whose number of open files changed, the fastest growing first. */
export function openFilesGrowth(context: FactContext): z.infer<typeof openFilesGrowthSchema>[] | undefined {
  const pair = pairsOf(context.snapshot, 'fd_counts')[0];
  if (pair === undefined) return undefined;
  const own = collectorPids(context);
  const running = context.get(processes);
  const comms = new Map(running.known ? running.value.map((p) => [p.pid, p.comm]) : []);
  const before = new Map(pair.first.value.processes.map((p) => [p.pid, p]));
  const rows = pair.second.value.processes.flatMap((b) => {
    const a = before.get(b.pid);
    // Before Linux 6.2 the size of the directory is 0, which is no count.
    if (a === undefined || a.openFiles === 0 || b.openFiles === 0 || own.has(b.pid)) return [];
    if (Math.abs(b.openFiles - a.openFiles) < FEWEST_FILES) return [];
    return [
      {
        pid: b.pid,
        comm: comms.get(b.pid) ?? '',
        before: a.openFiles,
        after: b.openFiles,
        per_second: (b.openFiles - a.openFiles) / pair.seconds,
        refs: [
          { path: pair.first.path, line: a.line },
          { path: pair.second.path, line: b.line },
        ],
      },
    ];
  });
  return rows.sort((a, b) => b.per_second - a.per_second || a.pid - b.pid).slice(0, MAX_ROWS);
}
