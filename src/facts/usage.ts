import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { recordOf } from '../lib/record-of.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { type Filesystem, filesystems } from './filesystems.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import {
  cacheConsumers,
  deletedConsumers,
  directoryConsumers,
  type FoundConsumer,
  fileConsumers,
} from './usage-consumers.ts';

const consumerSchema = z
  .object({
    kind: z.string().meta({
      description:
        'container log, journal, core dump, deleted, still open, container layers, images, kubelet volume, ...',
    }),
    path: z.string(),
    bytes: z.number(),
    ratio: z
      .number()
      .optional()
      .meta({ description: 'of what is used on the file system, 0 to 1', needs: ['df'] }),
    owner: z
      .string()
      .optional()
      .meta({ description: 'container or program', needs: ['docker_inspect', 'process_stat'] }),
    owner_entity: z
      .string()
      .optional()
      .meta({ needs: ['docker_inspect', 'process_stat'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Consumer' });
type Consumer = z.infer<typeof consumerSchema>;

const usageSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system' }),
    label: z.string(),
    mount_point: z.string(),
    bytes_used: z
      .number()
      .optional()
      .meta({ needs: ['df'] }),
    bytes_used_ratio: z
      .number()
      .optional()
      .meta({ description: 'of what users may fill, 0 to 1, as df computes it', needs: ['df'] }),
    explained_bytes: z.number().meta({ description: 'what the consumers take together, each byte counted once' }),
    explained_ratio: z
      .number()
      .optional()
      .meta({ description: 'of what is used, 0 to 1', needs: ['df'] }),
    consumers: z.array(consumerSchema).meta({ description: 'the largest that are known, at most 20' }),
    container_log_bytes: z.number().meta({ description: 'all logs of containers together, wherever they lie' }),
    largest_container_log: z.string().meta({ description: 'whose it is, else its path; empty where there is none' }),
    by_kind: z.record(z.string(), z.number()).meta({ description: 'bytes by kind, each byte counted once' }),
    refs: refsSchema,
  })
  .meta({ id: 'FilesystemUsage' });
export type FilesystemUsage = z.infer<typeof usageSchema>;

const MAX_CONSUMERS = 20;
const SOURCES = ['deleted_files', 'file_list', 'disk_usage'] as const;

/** What fills each file system, as far as lists of files, open deleted files and du tell. */
export const usage = defineFact({
  name: 'usage',
  title: 'What fills the file systems',
  schema: z.array(usageSchema),
  sources: ['df', ...SOURCES, 'docker_build_cache', 'mountinfo', 'docker_inspect', 'process_stat'],
  compute(context) {
    const missing = SOURCES.flatMap((source) => lookedFor(context.snapshot, source).missing);
    const listed = context.get(filesystems);
    if (!listed.known) return unknown(listed.missing);
    if (missing.length === SOURCES.length) return unknown(missing);
    const found = [
      ...deletedConsumers(context),
      ...fileConsumers(context),
      ...directoryConsumers(context),
      ...cacheConsumers(context),
    ];
    const byFilesystem = new Map<string, FoundConsumer[]>();
    for (const consumer of found) {
      append(byFilesystem, consumer.filesystem, consumer);
    }
    return known(
      listed.value.map((filesystem) => describe(filesystem, byFilesystem.get(filesystem.entity) ?? [])),
      [...missing, ...cutShort(context.snapshot, SOURCES)],
    );
  },
});

function describe(filesystem: Filesystem, found: FoundConsumer[]): FilesystemUsage {
  found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  // Thousands of volumes have none that is known.
  const counted = found.length < 2 ? found : withoutNested(found);
  const byKind = new Map<string, number>();
  for (const { kind, bytes } of counted) byKind.set(kind, (byKind.get(kind) ?? 0) + bytes);
  const explained = counted.reduce((sum, consumer) => sum + consumer.bytes, 0);
  const used = filesystem.bytes_used;
  const logs = found.filter((consumer) => consumer.kind === 'container log');
  const ratio = (bytes: number): number | undefined =>
    used === undefined || used === 0 ? undefined : Math.min(1, bytes / used);
  return {
    entity: filesystem.entity,
    label: filesystem.label,
    mount_point: filesystem.mount_point,
    bytes_used: used,
    bytes_used_ratio: filesystem.bytes_used_ratio,
    explained_bytes: explained,
    explained_ratio: ratio(explained),
    container_log_bytes: logs.reduce((sum, consumer) => sum + consumer.bytes, 0),
    largest_container_log: logs[0]?.owner ?? logs[0]?.path ?? '',
    by_kind: recordOf([...byKind].sort(([a], [b]) => (a < b ? -1 : 1))),
    consumers: found.slice(0, MAX_CONSUMERS).map(
      (c): Consumer => ({
        kind: c.kind,
        path: c.path,
        bytes: c.bytes,
        ratio: ratio(c.bytes),
        owner: c.owner,
        owner_entity: c.entity,
        refs: [c.ref],
      }),
    ),
    refs: filesystem.refs,
  };
}

/**
 * Consumers none of which lies in another: a directory counts with all that lies in it, so files and directories below
 * one that is counted are not counted again. Deleted files lie in no directory.
 */
function withoutNested(found: readonly FoundConsumer[]): FoundConsumer[] {
  const directories = new Set(found.filter((c) => c.isDirectory).map((c) => c.path));
  const hasAncestor = (path: string): boolean => {
    for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      if (directories.has(end === 0 ? '/' : path.slice(0, end)) && path !== '/') return true;
      if (end === 0) return false;
    }
    return false;
  };
  // The build cache has the path of the data root, below which du counted it with the layers.
  const holds = (path: string): boolean => [...directories].some((d) => d.startsWith(`${path}/`) || d === path);
  return found.filter((c) => {
    if (c.deleted) return true;
    return !hasAncestor(c.path) && !(c.kind === 'build cache' && !c.isDirectory && holds(c.path));
  });
}
