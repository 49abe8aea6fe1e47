import * as z from 'zod';
import type { BlockDevices } from '../parsers/block-devices.ts';
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
    const described = (path: string, d: Listed): BlockDevice => {
      const number = d.number ?? numbers.numberOf(d.name);
      const point = number === undefined ? undefined : numbers.mountPointOf(number);
      const array = arrays.find((a) => a.name === d.name);
      return {
        entity: `device:${number ?? d.name}`,
        label: point === undefined ? d.name : `${d.name} (${point})`,
        name: d.name,
        number,
        filesystem: point === undefined ? undefined : `filesystem:${number}`,
        mount_point: point,
        bytes: d.bytes,
        read_only: d.readOnly,
        state: d.state,
        usable: d.state === undefined ? undefined : !UNUSABLE.has(d.state),
        dm_name: d.dmName,
        in_flight:
          d.readsInFlight === undefined || d.writesInFlight === undefined
            ? undefined
            : d.readsInFlight + d.writesInFlight,
        raid_degraded: array === undefined ? undefined : isDegraded(array),
        raid_failed: array?.failed,
        raid_failed_disks: array === undefined ? undefined : failedDisks(array),
        raid_action: array === undefined ? undefined : (array.action ?? 'idle'),
        refs: [{ path, line: d.line }],
      };
    };
    const found = documents.flatMap(({ path, value }) => value.devices.map((d) => described(path, d)));
    const others = arrays
      .filter((a) => !names.has(a.name))
      .map((a) => described(a.path, { name: a.name, line: a.line }));
    return known([...found, ...others], missing);
  },
});

/** A device of sysfs, or an array of which only its name is known. */
type Listed = Partial<BlockDevices['devices'][number]> & Pick<BlockDevices['devices'][number], 'name' | 'line'>;

type RaidArray = Mdstat['arrays'][number];

function isDegraded({ disks, disksUp, active, container, failed }: RaidArray): boolean {
  const isShort = disks !== undefined && disksUp !== undefined && disksUp < disks;
  return isShort || (!active && !container) || failed.length > 0;
}

/** A member is often a partition; the block layer names the whole disk. */
const diskOf = (name: string): string => name.replace(/^(nvme\d+n\d+|mmcblk\d+)p\d+$|^(\D+)\d+$/, '$1$2');

const failedDisks = ({ failed }: RaidArray): string[] => [
  ...new Set(failed.flatMap((member) => [member, diskOf(member)])),
];
