import * as z from 'zod';
import { parseBytes } from '../lib/bytes.ts';
import type { DockerInfo } from '../parsers/docker-info.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';

const needs = ['docker_info', 'dmsetup_status'];
const thinPoolSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    data_used_ratio: z.number().optional().meta({ description: '0 to 1', needs }),
    metadata_used_ratio: z.number().optional().meta({ description: '0 to 1', needs }),
    data_bytes_available: z
      .number()
      .optional()
      .meta({ needs: ['docker_info'] }),
    mode: z
      .string()
      .optional()
      .meta({ description: 'rw, ro, out_of_data_space, Fail or Error', needs: ['dmsetup_status'] }),
    stopped: z.boolean().meta({
      description: 'it said that it is read-only, failed or out of space; false where it was not asked',
    }),
    needs_check: z
      .boolean()
      .optional()
      .meta({ needs: ['dmsetup_status'] }),
    on_loop_files: z.boolean().meta({ description: 'its space is that of files on another file system' }),
    holds_containers: z.boolean().meta({ description: 'docker keeps its layers in it' }),
    refs: refsSchema,
  })
  .meta({ id: 'ThinPool' });
type ThinPool = z.infer<typeof thinPoolSchema>;

/**
 * Pools of thinly provisioned devices, by `docker info` of the devicemapper driver and by `dmsetup status`. What df shows
 * of a file system on a thin device says nothing about the pool.
 */
export const thinPools = defineFact({
  name: 'thin_pools',
  title: 'Thin pools of the device mapper',
  schema: z.array(thinPoolSchema),
  sources: ['docker_info', 'dmsetup_status'],
  compute(context) {
    const info = lookedFor(context.snapshot, 'docker_info');
    const status = lookedFor(context.snapshot, 'dmsetup_status');
    const drivers = info.documents.filter(({ value }) => value.storageDriver !== undefined);
    if (drivers.length + status.documents.length === 0) return unknown([...info.missing, ...status.missing]);
    const byName = new Map<string, ThinPool>();
    for (const pool of [...ofDocker(context), ...ofDeviceMapper(context)]) {
      const shown = byName.get(pool.name);
      byName.set(pool.name, shown === undefined ? pool : merge(shown, pool));
    }
    // The device mapper is asked only with --deep; of other pools than docker's the kernel log tells when they run out.
    return known([...byName.values()]);
  },
});

/** The numbers of the device mapper are exact, those of docker rounded; whose pool it is only docker says. */
function merge(docker: ThinPool, mapper: ThinPool): ThinPool {
  return {
    ...docker,
    ...mapper,
    holds_containers: docker.holds_containers || mapper.holds_containers,
    on_loop_files: docker.on_loop_files || mapper.on_loop_files,
    refs: [...docker.refs, ...mapper.refs],
  };
}

function ofDocker({ snapshot, words }: FactContext): ThinPool[] {
  return snapshot.documents.docker_info.flatMap(({ path, value }) => {
    if (value.storageDriver !== 'devicemapper') return [];
    const name = detail(value, 'Pool Name') ?? 'docker';
    return [
      {
        entity: `thin_pool:${name}`,
        label: words.thinPool(name),
        name,
        data_used_ratio: ratioOf(value, 'Data'),
        metadata_used_ratio: ratioOf(value, 'Metadata'),
        data_bytes_available: bytesOf(value, 'Data Space Available'),
        on_loop_files:
          detail(value, 'Data loop file') !== undefined || /^\/dev\/loop/.test(detail(value, 'Data file') ?? ''),
        stopped: false,
        holds_containers: true,
        refs: [{ path }],
      },
    ];
  });
}

function detail({ storageDetails }: DockerInfo, name: string): string | undefined {
  return storageDetails.find((d) => d.name === name)?.value;
}

const bytesOf = (info: DockerInfo, name: string): number | undefined => parseBytes(detail(info, name) ?? '');

/** On loop files what is available is what the file system below has; used and total are those of the pool. */
function ratioOf(info: DockerInfo, kind: 'Data' | 'Metadata'): number | undefined {
  const used = bytesOf(info, `${kind} Space Used`);
  const total = bytesOf(info, `${kind} Space Total`);
  return used === undefined || total === undefined || total === 0 ? undefined : used / total;
}

function ofDeviceMapper({ snapshot, words }: FactContext): ThinPool[] {
  return snapshot.documents.dmsetup_status.flatMap(({ path, value }) =>
    value.pools.map((pool): ThinPool => {
      const ratio = (used: number | undefined, total: number | undefined): number | undefined =>
        used === undefined || total === undefined || total === 0 ? undefined : used / total;
      return {
        entity: `thin_pool:${pool.name}`,
        label: words.thinPool(pool.name),
        name: pool.name,
        data_used_ratio: ratio(pool.usedDataBlocks, pool.totalDataBlocks),
        metadata_used_ratio: ratio(pool.usedMetadataBlocks, pool.totalMetadataBlocks),
        mode: pool.mode === '' ? undefined : pool.mode,
        stopped: pool.mode !== '' && pool.mode !== 'rw',
        needs_check: pool.needsCheck,
        on_loop_files: false,
        holds_containers: false,
        refs: [{ path, line: pool.line }],
      };
    }),
  );
}
