import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { collectorPids } from './collector-processes.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { occurrencesOf } from './occurrences.ts';
import { processLabel } from './process-owners.ts';

const tracerReaderSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    pid: z.number(),
    files: z.number().meta({ description: 'trace pipes that it has open' }),
    instances: z.array(z.string()).meta({ description: 'tracer instances, empty text for the main one' }),
    refs: refsSchema,
  })
  .meta({ id: 'TracerReader' });
type TracerReader = z.infer<typeof tracerReaderSchema>;

const TRACE_PIPE = /\/tracing\/(?:instances\/([^/]{1,255})\/)?(?:per_cpu\/cpu\d{1,6}\/)?trace_pipe(?:_raw)?$/;

/**
 * Processes that have a pipe of the kernel tracer open (`trace_pipe`, `trace_pipe_raw`), by the collector's list of open
 * files or by lines of lsof that somebody pasted.
 */
export const tracerReaders = defineFact({
  name: 'tracer_readers',
  title: 'Processes that read the kernel tracer',
  schema: z.array(tracerReaderSchema),
  sources: ['fd_kinds', 'log', 'process_stat'],
  compute(context) {
    const kinds = lookedFor(context.snapshot, 'fd_kinds');
    const readers = new Map<number, TracerReader>();
    const own = collectorPids(context);
    for (const { path: entry, value } of kinds.documents)
      for (const { pid, kind, path, count, line } of value.kinds)
        if (kind === 'tracing' && !own.has(pid))
          add(readers, { pid, path: path ?? '', count, label: processLabel(pid, context), ref: { path: entry, line } });
    for (const { captures, ref } of occurrencesOf(context, 'tracer_pipe_open')) {
      const pid = Number(captures.pid);
      add(readers, { pid, path: captures.path ?? '', count: 1, label: `${captures.comm ?? ''} (pid ${pid})`, ref });
    }
    if (readers.size === 0 && kinds.documents.length === 0) return unknown(kinds.missing);
    return known([...readers.values()].sort((a, b) => a.pid - b.pid));
  },
});

function add(
  readers: Map<number, TracerReader>,
  open: { pid: number; path: string; count: number; label: string; ref: SourceRef },
): void {
  const match = TRACE_PIPE.exec(open.path);
  if (match === null) return;
  const instance = match[1] ?? '';
  const reader = readers.get(open.pid) ?? {
    entity: `process:${open.pid}`,
    label: open.label,
    pid: open.pid,
    files: 0,
    instances: [],
    refs: [],
  };
  readers.set(open.pid, reader);
  reader.files += open.count;
  if (!reader.instances.includes(instance)) reader.instances.push(instance);
  if (reader.refs.length < 5) reader.refs.push(open.ref);
}
