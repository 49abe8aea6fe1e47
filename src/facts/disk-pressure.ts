import * as z from 'zod';
import { clusterNode } from './cluster-node.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { type Filesystem, filesystemOf, filesystems } from './filesystems.ts';
import { diskThresholds, shareOf } from './kubelet-thresholds.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { mountTables } from './mount-tables.ts';
import { occurrencesOf } from './occurrences.ts';

const space = { needs: ['df', 'df_inodes', 'mountinfo'] };

const signalSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system' }),
    label: z.string().meta({ description: 'signal, mount point and both shares in words' }),
    signal: z
      .string()
      .meta({ description: 'nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree' }),
    hard: z.boolean(),
    configured: z.boolean().meta({ description: 'false for a default of the kubelet' }),
    threshold: z.number().meta({ description: 'share that has to be free, 0 to 1' }),
    free: z.number().meta({ description: 'share that is free now, 0 to 1' }),
    crossed: z.boolean(),
    refs: refsSchema,
  })
  .meta({ id: 'EvictionSignal' });
type EvictionSignal = z.infer<typeof signalSchema>;

const diskPressureSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    condition: z
      .boolean()
      .optional()
      .meta({ description: 'the condition DiskPressure is True now', needs: ['kube_node'] }),
    evictions: z.number().meta({ description: 'log lines that pods must go or went' }),
    watched: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of the file systems that the kubelet watches', ...space }),
    crossed: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of those below a threshold now', ...space }),
    reason: z.string().meta({ description: 'signals below their threshold now, in words, or empty' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'DiskPressure' });

/** Free space of the file systems that the kubelet watches, against its eviction thresholds. */
export const evictionSignals = defineFact({
  name: 'eviction_signals',
  title: 'Eviction thresholds of the kubelet for disks, and what is free',
  schema: z.array(signalSchema),
  sources: ['df', 'df_inodes', 'mountinfo', 'config_file', 'process_cmdline'],
  compute(context) {
    const listed = context.get(filesystems);
    if (!listed.known) return unknown(listed.missing);
    const { runtimeRoot } = mountTables(context);
    const placeOf = (path: string): Filesystem | undefined => {
      const entity = filesystemOf(path, context);
      return listed.value.find((f) => f.entity === entity);
    };
    const places = { nodefs: placeOf('/var/lib/kubelet'), imagefs: placeOf(runtimeRoot) };
    return known(
      diskThresholds(context).flatMap((t) => {
        const fs = t.signal.startsWith('nodefs') ? places.nodefs : places.imagefs;
        const [total, free] = t.signal.endsWith('available')
          ? [fs?.bytes_total, fs?.bytes_available]
          : [fs?.inodes_total, inodesFree(fs)];
        if (fs === undefined || free === undefined || total === undefined || total <= 0) return [];
        const threshold = shareOf(t.written, total);
        if (threshold === undefined) return [];
        return [signalOf(t, fs, threshold, free / total, context)];
      }),
    );
  },
});

const inodesFree = (fs: Filesystem | undefined): number | undefined =>
  fs?.inodes_total === undefined || fs.inodes_used === undefined ? undefined : fs.inodes_total - fs.inodes_used;

function signalOf(
  { signal, hard, configured, written, ref }: ReturnType<typeof diskThresholds>[number],
  fs: Filesystem,
  threshold: number,
  free: number,
  { words }: FactContext,
): EvictionSignal {
  const share = `${(Math.floor(free * 1000) / 10).toFixed(1)} %`;
  return {
    entity: fs.entity,
    label: words.eviction(signal, fs.mount_point, share, hard, written),
    signal,
    hard,
    configured,
    threshold,
    free,
    crossed: free < threshold,
    refs: [...fs.refs, ...(ref === undefined ? [] : [ref])],
  };
}

/** Disk pressure as the kubelet reports it in its log or in the condition of the node: one entry, or none. */
export const diskPressure = defineFact({
  name: 'disk_pressure',
  title: 'Disk pressure that the kubelet reported',
  schema: z.array(diskPressureSchema),
  sources: ['log', 'kube_node', 'kube_nodes', 'df', 'df_inodes', 'mountinfo'],
  compute(context) {
    const node = context.get(clusterNode);
    const coverage = logCoverage(context, ['kubelet']);
    if (!node.known && !coverage.present) return unknown(coverage.reasons);
    const reported = occurrencesOf(context, 'disk_pressure');
    const reclaims = occurrencesOf(context, 'disk_pressure_eviction');
    const lines = [...reported, ...reclaims];
    const condition = node.known ? node.value.conditions.find((c) => c.type === 'DiskPressure') : undefined;
    const isBad = condition?.status === 'True';
    const missing = coverage.present ? coverage.reasons : node.known ? [] : coverage.reasons;
    if (lines.length === 0 && !isBad) return known([], missing);
    return known(
      [
        {
          entity: 'node:disk-pressure',
          label: context.words.diskPressure,
          evictions: [...reported.filter((o) => o.captures.resource !== undefined)].reduce(
            (sum, o) => sum + o.count,
            0,
          ),
          reason: '',
          ...placesOf(context),
          condition: condition === undefined ? undefined : isBad,
          seen: seenOf(lines),
          refs: [...(isBad && node.known ? node.value.refs : []), ...lines.slice(0, 4).map((o) => o.ref)],
        },
      ],
      missing,
    );
  },
});

function placesOf(context: FactContext): { watched?: string[]; crossed?: string[]; reason?: string } {
  const signals = context.get(evictionSignals);
  if (!signals.known || signals.value.length === 0) return {};
  const crossed = signals.value.filter((s) => s.crossed);
  const entities = (list: readonly EvictionSignal[]): string[] => [...new Set(list.map((s) => s.entity))];
  return {
    watched: entities(signals.value),
    crossed: entities(crossed),
    reason: crossed.map((s) => s.label).join(context.words.semicolon),
  };
}
