import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { collectorPids } from './collector-processes.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { processLabel, processOwners } from './process-owners.ts';

const needs = ['fd_kinds'];
const openFilesSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    pid: z.number(),
    comm: z
      .string()
      .optional()
      .meta({ needs: ['process_stat'] }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    total: z.number(),
    sockets: z.number().optional().meta({ needs }),
    pipes: z.number().optional().meta({ description: 'pipes and FIFOs', needs }),
    deleted: z.number().optional().meta({ description: 'files that have no name any more', needs }),
    regular: z.number().optional().meta({ description: 'files, directories and devices', needs }),
    kinds: z.record(z.string(), z.number()).optional().meta({ description: 'descriptors by kind', needs }),
    tracing: z.array(z.string()).optional().meta({ description: 'files of the kernel tracer it holds open', needs }),
    refs: refsSchema,
  })
  .meta({ id: 'OpenFiles' });
export type OpenFiles = z.infer<typeof openFilesSchema>;

interface Counted {
  total?: number;
  kinds?: Map<string, number>;
  /** Every kind of its files was counted. */
  whole?: boolean;
  readonly tracing: string[];
  readonly refs: SourceRef[];
}

/** Open files per process, the largest first; what they are is known of daemons and of processes with many. */
export const openFiles = defineFact({
  name: 'open_files',
  title: 'Open files of processes',
  schema: z.array(openFilesSchema),
  sources: ['fd_counts', 'fd_kinds', 'process_stat', 'process_cgroup'],
  compute(context) {
    const counts = lookedFor(context.snapshot, 'fd_counts');
    const kinds = lookedFor(context.snapshot, 'fd_kinds');
    if (counts.documents.length + kinds.documents.length === 0) return unknown([...counts.missing, ...kinds.missing]);
    const own = collectorPids(context);
    const found = [...countedFiles(context)].flatMap(([pid, counted]) =>
      own.has(pid) || (counted.total === undefined && counted.whole !== true) ? [] : [describe(pid, counted, context)],
    );
    return known(
      found.sort((a, b) => b.total - a.total || a.pid - b.pid),
      [...counts.missing, ...kinds.missing, ...cutShort(context.snapshot, ['fd_counts', 'fd_kinds'])],
    );
  },
});

/** Open files of each process by pid, from the counts of all and the kinds of some. */
export function countedFiles({ snapshot }: FactContext): Map<number, Counted> {
  const byPid = new Map<number, Counted>();
  const at = (pid: number, ref: SourceRef): Counted => {
    const counted = byPid.get(pid) ?? { tracing: [], refs: [] };
    byPid.set(pid, counted);
    if (counted.refs.length < 5) counted.refs.push(ref);
    return counted;
  };
  for (const { path, value } of snapshot.documents.fd_counts)
    for (const { pid, openFiles: count, line } of value.processes) at(pid, { path, line }).total = count;
  for (const { path, value } of snapshot.documents.fd_kinds)
    for (const row of value.kinds) {
      const counted = at(row.pid, { path, line: row.line });
      counted.kinds ??= new Map();
      counted.kinds.set(row.kind, row.count + (counted.kinds.get(row.kind) ?? 0));
      if (row.kind === 'tracing' && row.path !== undefined) counted.tracing.push(row.path);
    }
  for (const counted of byPid.values()) counted.whole = isWhole(counted);
  return byPid;
}

/** Kinds that the collector counts of every process. */
const ALWAYS_COUNTED = new Set(['pipe', 'fifo', 'tracing', 'anon_inode:inotify']);

/** Of small processes only some kinds are counted: the others are then not known, unless they leave no room. */
function isWhole({ kinds = new Map(), total }: Counted): boolean {
  return [...kinds.keys()].some((kind) => !ALWAYS_COUNTED.has(kind)) || (kinds.size > 0 && total === sumOf(kinds));
}

const sumOf = (kinds: ReadonlyMap<string, number>): number => [...kinds.values()].reduce((all, n) => all + n, 0);

function describe(pid: number, { total, kinds, whole, tracing, refs }: Counted, context: FactContext): OpenFiles {
  const owner = processOwners(context).get(pid);
  const of = (kind: string): number | undefined => (kinds === undefined || !whole ? undefined : (kinds.get(kind) ?? 0));
  return {
    entity: `process:${pid}`,
    label: processLabel(pid, context),
    pid,
    comm: owner?.comm,
    container_id: owner?.container_id,
    total: total ?? sumOf(kinds ?? new Map()),
    sockets: of('socket'),
    pipes: kinds === undefined ? undefined : (kinds.get('pipe') ?? 0) + (kinds.get('fifo') ?? 0),
    deleted: of('deleted'),
    regular: of('file'),
    kinds: kinds === undefined ? undefined : recordOf([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))),
    tracing: kinds === undefined ? undefined : tracing,
    refs,
  };
}
