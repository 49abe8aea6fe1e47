import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { devicePresence } from './device-presence.ts';
import { type DeviceUse, deviceUses } from './device-uses.ts';
import { ext4Messages } from './ext4-messages.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { read } from './sources.ts';

const detachedDiskSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system on it' }),
    disk: z.string().meta({ description: 'entity of the device' }),
    label: z.string().meta({ description: 'device and mount point' }),
    device: z.string(),
    gone: z
      .boolean()
      .optional()
      .meta({
        description: 'mounted, and the kernel has no such device any more',
        needs: ['block_devices', 'diskstats'],
      }),
    io_errors: z.boolean().meta({ description: 'the kernel logged that a block of it could not be read or written' }),
    mounts: z.number().meta({ description: 'entries of the mount tables that show it' }),
    mount_points: z.array(z.string()).meta({ description: 'at most ten of them' }),
    used: z.boolean().meta({ description: 'the system or a live pod works with it' }),
    held_by: z.array(z.string()).meta({ description: 'entities of the held volumes that it belongs to' }),
    volume: z
      .string()
      .optional()
      .meta({ description: 'its volume, as the directory of the mount names it', needs: ['mountinfo'] }),
    seen: seenSchema.optional().meta({ description: 'when it was detached', needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'DetachedDisk' });

/** Disks that are mounted and gone, and those of which only errors say so while no list of the devices was collected. */
export const detachedDisks = defineFact({
  name: 'detached_disks',
  title: 'Disks that were taken away while they were mounted',
  schema: z.array(detachedDiskSchema),
  sources: ['mountinfo', 'mounts', 'block_devices', 'diskstats', 'log'],
  compute(context) {
    const uses = deviceUses(context);
    if (uses === undefined) return unknown(read(context.snapshot, 'mountinfo').missing);
    const presence = devicePresence(context);
    const messages = ext4Messages(context);
    const detached = detachments(context);
    const found = [...uses.values()].flatMap((use) => {
      // The device mapper keeps a device as long as it is open: mounted and in no list, the lists are of something else.
      const isThere = MAPPED.test(use.name) || presence.isThere(use.number, use.name);
      const io = messages.get(use.name)?.io ?? [];
      if (isThere === true || (isThere === undefined && io.length === 0)) return [];
      const volume = volumeOf(use);
      const lines = (volume === undefined ? undefined : detached.get(volume)) ?? [];
      return [
        {
          entity: `filesystem:${use.number}`,
          disk: `device:${use.number}`,
          label: `${use.name} (${use.points[0] ?? ''})`,
          device: use.name,
          io_errors: io.length > 0,
          mounts: use.mounts,
          mount_points: [...use.points],
          used: use.used,
          held_by: [...use.heldBy],
          gone: isThere === undefined ? undefined : true,
          volume,
          seen: seenOf(lines),
          refs: [{ path: use.path, line: use.line }, ...[...lines.slice(0, 1), ...io.slice(0, 1)].map((o) => o.ref)],
        },
      ];
    });
    return known(found, presence.reasons);
  },
});

const MAPPED = /^(?:mapper\/|dm-\d)/;

const VOLUME =
  /\/kubernetes\.io\/csi\/pv\/([^/]{1,255})\/globalmount$|\/volumes\/kubernetes\.io~csi\/([^/]{1,255})\/mount$/;

/** The directory of the kubelet is named after the volume until 1.23, that of the pod always. */
function volumeOf({ points }: DeviceUse): string | undefined {
  for (const point of points) {
    const [, staged, inPod] = VOLUME.exec(point) ?? [];
    if (staged !== undefined || inPod !== undefined) return staged ?? inPod;
  }
  return undefined;
}

/** Messages about detached volumes, by the name of the volume and by its handle, which clouds often take for both. */
function detachments(context: FactContext): Map<string, ResolvedOccurrence[]> {
  const found = new Map<string, ResolvedOccurrence[]>();
  for (const o of occurrencesOf(context, 'volume_detached'))
    for (const key of new Set([o.captures.name, o.captures.volume])) {
      if (key === undefined) continue;
      append(found, key, o);
    }
  return found;
}
