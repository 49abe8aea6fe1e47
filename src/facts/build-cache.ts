import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { ageOf } from './age.ts';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { mountTables } from './mount-tables.ts';

const cacheMountSchema = z
  .object({
    id: z.string(),
    label: z.string().meta({ description: 'directory where it is known, else the id' }),
    bytes: z.number(),
    directory: z
      .string()
      .optional()
      .meta({ description: 'its files lie in diff below it', needs: ['file_list', 'disk_usage'] }),
    age: z
      .number()
      .optional()
      .meta({ description: 'seconds since it was made', needs: ['docker_build_cache'] }),
    usage_count: z
      .number()
      .optional()
      .meta({ needs: ['docker_build_cache'] }),
    refs: refsSchema,
  })
  .meta({ id: 'CacheMount' });
type CacheMount = z.infer<typeof cacheMountSchema>;

const buildCacheSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    total_bytes: z.number().meta({ description: 'of all records' }),
    cache_mounts: z.array(cacheMountSchema).meta({
      description: 'directories of RUN --mount=type=cache (exec.cachemount), the largest first, at most 20',
    }),
    cache_mount_count: z.number(),
    cache_mount_bytes: z.number(),
    cache_mount_bytes_per_day: z
      .number()
      .optional()
      .meta({
        description: 'growth on average since each was made; what was freed in between is not seen',
        needs: ['docker_build_cache'],
      }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system of the data root', needs: ['mountinfo', 'df'] }),
    refs: refsSchema,
  })
  .meta({ id: 'BuildCache' });

const MAX_LISTED = 20;
const DAY = 86_400;
/** Ages are rounded to hours from one hour on; younger ones would make a rate of almost any size. */
const SHORTEST_AGE = 3600;

interface FoundRecord {
  readonly id: string;
  readonly type: string | undefined;
  readonly bytes: number;
  readonly age: number | undefined;
  readonly usageCount: number | undefined;
  readonly ref: SourceRef;
}

/**
 * The cache of BuildKit by `docker buildx du --verbose` or `docker system df -v`. The second one cuts ids to 12
 * characters; the directory of a record is the one of the layers whose name begins with its id.
 */
export const buildCache = defineFact({
  name: 'build_cache',
  title: 'Build cache of docker',
  schema: buildCacheSchema,
  sources: ['docker_build_cache', 'file_list', 'disk_usage', 'docker_info', 'mountinfo', 'df'],
  compute(context) {
    const { documents, missing } = lookedFor(context.snapshot, 'docker_build_cache');
    if (documents.length === 0) return unknown(missing);
    const records = distinctRecords(context);
    const { runtimeRoot } = mountTables(context);
    const mounts = records.filter((r) => r.type === 'exec.cachemount').sort((a, b) => b.bytes - a.bytes);
    const rates = mounts.map((r) => (r.age === undefined ? undefined : r.bytes / Math.max(r.age, SHORTEST_AGE)));
    const stated = documents.map(({ value }) => value.totalBytes ?? 0);
    const perSecond = rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
    return known(
      {
        entity: 'build_cache:docker',
        label: context.words.buildCache(runtimeRoot),
        total_bytes: Math.max(
          records.reduce((sum, r) => sum + r.bytes, 0),
          ...stated,
        ),
        cache_mounts: mounts.slice(0, MAX_LISTED).map((r) => describe(r, context)),
        cache_mount_count: mounts.length,
        cache_mount_bytes: mounts.reduce((sum, r) => sum + r.bytes, 0),
        cache_mount_bytes_per_day: rates.includes(undefined) ? undefined : perSecond * DAY,
        filesystem: filesystemOf(runtimeRoot, context),
        refs: documents.slice(0, 5).map(({ path }) => ({ path })),
      },
      cutShort(context.snapshot, ['docker_build_cache']),
    );
  },
});

/** A record that two listings name counts once; the longer id is the whole one. */
function distinctRecords(context: FactContext): FoundRecord[] {
  const found = context.get(clock);
  const now = found.known ? found.value.collected_at : undefined;
  const byId = new Map<string, FoundRecord>();
  for (const { path, value } of context.snapshot.documents.docker_build_cache)
    for (const { id, type, bytes = 0, createdText, usageCount, line } of value.records) {
      const key = id.slice(0, 12);
      const shown = byId.get(key);
      if (shown !== undefined && shown.id.length >= id.length) continue;
      byId.set(key, { id, type, bytes, age: ageOf(createdText, now), usageCount, ref: { path, line } });
    }
  return [...byId.values()];
}

function describe(record: FoundRecord, context: FactContext): CacheMount {
  const layer = context.once(layersById).get(record.id.slice(0, 12));
  const isItsOwn = layer?.name.startsWith(record.id) === true;
  return {
    id: record.id,
    label: isItsOwn ? layer.path : record.id,
    bytes: record.bytes,
    directory: isItsOwn ? layer.path : undefined,
    age: record.age,
    usage_count: record.usageCount,
    refs: isItsOwn ? [record.ref, layer.ref] : [record.ref],
  };
}

interface Layer {
  readonly name: string;
  readonly path: string;
  readonly ref: SourceRef;
}

const LAYER = /^\/.*\/overlay2\/([a-z0-9]{12,64})$/;

/** Directories of layers by the first 12 characters of their names, from the lists of files and from du. */
function layersById({ snapshot }: FactContext): ReadonlyMap<string, Layer> {
  const { file_list: lists, disk_usage: usages } = snapshot.documents;
  const layers = new Map<string, Layer>();
  const add = (path: string, ref: SourceRef): void => {
    const name = LAYER.exec(path)?.[1];
    if (name !== undefined) layers.set(name.slice(0, 12), { name, path, ref });
  };
  for (const { path: entry, value } of lists)
    for (const { type, path, line } of value.files) if (type === 'directory') add(path, { path: entry, line });
  for (const { path: entry, value } of usages)
    for (const { path, line } of value.directories) add(path, { path: entry, line });
  return layers;
}
