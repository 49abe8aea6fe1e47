import * as z from 'zod';
import type { Mdstat } from '../parsers/mdstat.ts';
import { deviceNumbers } from './device-numbers.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const deviceSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'name and mount point' }),
    name: z.string(),
    number: z
      .string()
      .optional()
      .meta({ description: 'major:minor', needs: ['block_devices', 'mountinfo'] }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system on it', needs: ['block_devices', 'mountinfo'] }),
    mount_point: z
      .string()
      .optional()
      .meta({ needs: ['mountinfo'] }),
    bytes: z
      .number()
      .optional()
      .meta({ needs: ['block_devices'] }),
    read_only: z
      .boolean()
      .optional()
      .meta({ needs: ['block_devices'] }),
    state: z
      .string()
      .optional()
      .meta({ description: 'running, live, offline, blocked, ...', needs: ['block_devices'] }),
    usable: z
      .boolean()
      .optional()
      .meta({ description: 'false for a state in which it answers no request', needs: ['block_devices'] }),
    dm_name: z
      .string()
      .optional()
      .meta({ needs: ['block_devices'] }),
    in_flight: z
      .number()
      .optional()
      .meta({ description: 'requests without an answer at that moment', needs: ['block_devices'] }),
    raid_degraded: z
      .boolean()
      .optional()
      .meta({ description: 'fewer disks work than the array should have', needs: ['mdstat'] }),
    raid_failed: z
      .array(z.string())
      .optional()
      .meta({ description: 'members that failed', needs: ['mdstat'] }),
    raid_failed_disks: z
      .array(z.string())
      .optional()
      .meta({ description: 'members that failed, and the disks that those are partitions of', needs: ['mdstat'] }),
    raid_action: z
      .string()
      .optional()
      .meta({ description: 'resync, recovery, reshape, check or idle', needs: ['mdstat'] }),
    refs: refsSchema,
  })
  .meta({ id: 'BlockDevice' });
export type BlockDevice = z.infer<typeof deviceSchema>;

/** States of scsi_device and nvme_ctrl in which no request goes through. */
const UNUSABLE = new Set([
  'offline',
  'transport-offline',
  'blocked',
  'created-blocked',
  'cancel',
  'deleted',
  'deleting',
  'dead',
]);

/** Block devices with the file systems on them and the state of software RAID. */
export const blockDevices = defineFact({
  name: 'block_devices',
  title: 'Block devices',
  schema: z.array(deviceSchema),
  sources: ['block_devices', 'mdstat', 'mountinfo'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'block_devices');
    const arrays = context.snapshot.documents.mdstat.flatMap(({ path, value }) =>
      value.arrays.map((a) => ({ path, ...a })),
    );
    if (documents.length === 0 && arrays.length === 0) return unknown(missing);
    const numbers = deviceNumbers(context);
    const names = new Set(documents.flatMap((d) => d.value.devices.map((device) => device.name)));
    const described = (name: string, number: string | undefined) => {
      const point = number === undefined ? undefined : numbers.mountPointOf(number);
      return {
        entity: `device:${number ?? name}`,
        label: point === undefined ? name : `${name} (${point})`,
        name,
        number,
        filesystem: point === undefined ? undefined : `filesystem:${number}`,
        mount_point: point,
        ...raidOf(arrays.find((a) => a.name === name)),
      };
    };
    const found = documents.flatMap(({ path, value }) =>
      value.devices.map((d) => ({
        ...described(d.name, d.number ?? numbers.numberOf(d.name)),
        bytes: d.bytes,
        read_only: d.readOnly,
        state: d.state,
        usable: d.state === undefined ? undefined : !UNUSABLE.has(d.state),
        dm_name: d.dmName,
        in_flight:
          d.readsInFlight === undefined || d.writesInFlight === undefined
            ? undefined
            : d.readsInFlight + d.writesInFlight,
        refs: [{ path, line: d.line }],
      })),
    );
    const others = arrays
      .filter((a) => !names.has(a.name))
      .map((a) => ({ ...described(a.name, numbers.numberOf(a.name)), refs: [{ path: a.path, line: a.line }] }));
    return known([...found, ...others], missing);
  },
});

type Raid = Pick<BlockDevice, 'raid_degraded' | 'raid_failed' | 'raid_failed_disks' | 'raid_action'>;

/** A member is often a partition; the block layer names the whole disk. */
const diskOf = (name: string): string => name.replace(/^(nvme\d+n\d+|mmcblk\d+)p\d+$|^(\D+)\d+$/, '$1$2');

function raidOf(array: Mdstat['arrays'][number] | undefined): Raid {
  if (array === undefined) return {};
  const short = array.disks !== undefined && array.disksUp !== undefined && array.disksUp < array.disks;
  return {
    raid_degraded: short || (!array.active && !array.container) || array.failed.length > 0,
    raid_failed: array.failed,
    raid_failed_disks: [...new Set(array.failed.flatMap((member) => [member, diskOf(member)]))],
    raid_action: array.action ?? 'idle',
  };
}
