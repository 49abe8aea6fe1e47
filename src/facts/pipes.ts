import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { processLabel } from './process-owners.ts';

const pipesSchema = z
  .object({
    root_at_least: z.number().meta({
      description:
        'pipes and FIFOs that processes of uid 0 have open; more are likely, small processes are not counted',
    }),
    pages_at_least: z.number().meta({ description: 'pages that those were given while below the limit, 16 for each' }),
    largest_holder: z.string().meta({ description: 'program with most of them' }),
    refs: refsSchema,
  })
  .meta({ id: 'Pipes' });

/** PIPE_DEF_BUFFERS of the kernel: pages of a pipe that nobody resized. */
const DEFAULT_PAGES = 16;

/**
 * Pipes of uid 0, which the kernel charges to one account whether the process is on the node or root in a container.
 * Of anonymous pipes both ends are descriptors, so two descriptors are one pipe; a FIFO is one pipe by its path.
 */
export const pipes = defineFact({
  name: 'pipes',
  title: 'Pipes of uid 0',
  schema: pipesSchema,
  sources: ['fd_kinds', 'process_status'],
  compute(context) {
    const { snapshot } = context;
    const kinds = lookedFor(snapshot, 'fd_kinds');
    if (kinds.documents.length === 0) return unknown(kinds.missing);
    const others = pidsOfOthers(context);
    const fifos = new Set<string>();
    const perPid = new Map<number, number>();
    const refs: SourceRef[] = [];
    let ends = 0;
    for (const { path, value } of kinds.documents)
      for (const row of value.kinds) {
        if (others.has(row.pid) || (row.kind !== 'pipe' && row.kind !== 'fifo')) continue;
        if (row.kind === 'fifo') fifos.add(row.path ?? '');
        else ends += row.count;
        perPid.set(row.pid, (perPid.get(row.pid) ?? 0) + row.count);
        if (refs.length < 5) refs.push({ path, line: row.line });
      }
    const [largest] = [...perPid].sort(([a, n], [b, m]) => m - n || a - b);
    const count = Math.ceil(ends / 2) + fifos.size;
    return known(
      {
        root_at_least: count,
        pages_at_least: count * DEFAULT_PAGES,
        largest_holder: largest === undefined ? '' : processLabel(largest[0], context),
        refs,
      },
      cutShort(snapshot, ['fd_kinds']),
    );
  },
});

/** Processes of other users have accounts of their own; what is not known to be theirs is taken for root's, as daemons are. */
function pidsOfOthers({ snapshot }: FactContext): Set<number> {
  const pids = new Set<number>();
  for (const { value } of snapshot.documents.process_status)
    for (const p of value.processes) if (p.pid !== undefined && p.uid !== undefined && p.uid !== 0) pids.add(p.pid);
  return pids;
}
