import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { lookedFor } from './looked-for.ts';
import { mountTables } from './mount-tables.ts';

const dockerDiskSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    total_bytes: z.number().meta({ description: 'of images, containers, volumes and build cache' }),
    build_cache_bytes: z
      .number()
      .optional()
      .meta({ description: 'docker 18.06 and later tell it', needs: ['docker_system_df'] }),
    build_cache_records: z
      .number()
      .optional()
      .meta({ needs: ['docker_system_df'] }),
    build_cache_reclaimable_bytes: z
      .number()
      .optional()
      .meta({ description: 'in records that nothing uses now', needs: ['docker_system_df'] }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system of the data root', needs: ['mountinfo', 'df'] }),
    refs: refsSchema,
  })
  .meta({ id: 'DockerDisk' });

/** What docker says that it keeps, by `docker system df`. */
export const dockerDisk = defineFact({
  name: 'docker_disk',
  title: 'Space that docker keeps',
  schema: dockerDiskSchema,
  sources: ['docker_system_df', 'docker_info', 'mountinfo', 'df'],
  compute(context) {
    const { documents, missing } = lookedFor(context.snapshot, 'docker_system_df');
    const [document] = documents;
    if (document === undefined) return unknown(missing);
    const { path, value } = document;
    const cache = value.kinds.find(({ kind }) => kind === 'build cache');
    const { runtimeRoot } = mountTables(context);
    return known({
      entity: 'docker_disk:docker',
      label: context.words.dockerKeeps(runtimeRoot),
      total_bytes: value.kinds.reduce((sum, { bytes }) => sum + bytes, 0),
      build_cache_bytes: cache?.bytes,
      build_cache_records: cache?.count,
      build_cache_reclaimable_bytes: cache?.reclaimableBytes,
      filesystem: filesystemOf(runtimeRoot, context),
      refs: [cache === undefined ? { path } : { path, line: cache.line }],
    });
  },
});
