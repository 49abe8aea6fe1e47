import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { countOf } from './pattern-lines.ts';
import { rowLimit } from './row-limit.ts';

/** Block devices and partitions as sysfs shows them. */
export const blockDevicesSchema = () =>
  z.object({
    devices: z.array(
      z.object({
        /** `sda`, `nvme0n1`, `dm-0`, `vda1`. */
        name: z.string(),
        /** `major:minor`. */
        number: z.string().optional(),
        bytes: z.number().optional(),
        readOnly: z.boolean().optional(),
        removable: z.boolean().optional(),
        /** Of the SCSI or NVMe device below: `running`, `offline`, `live`, `blocked`, ... */
        state: z.string().optional(),
        /** Name of the mapping for device mapper devices. */
        dmName: z.string().optional(),
        /** Requests that the device has not answered yet. */
        readsInFlight: z.number().int().optional(),
        writesInFlight: z.number().int().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type BlockDevices = z.infer<ReturnType<typeof blockDevicesSchema>>;

type Device = BlockDevices['devices'][number];

/** What one file of a device says, by its name below the directory of the device. */
const FILES: Readonly<Record<string, (device: Device, value: string) => void>> = {
  dev: (device, value) => {
    if (/^\d{1,10}:\d{1,10}$/.test(value)) device.number = value;
  },
  size: (device, value) => {
    const sectors = countOf(value);
    device.bytes = sectors === undefined ? undefined : sectors * SECTOR;
  },
  ro: (device, value) => {
    device.readOnly = value === '1';
  },
  removable: (device, value) => {
    device.removable = value === '1';
  },
  'device/state': (device, value) => {
    device.state = value;
  },
  'dm/name': (device, value) => {
    device.dmName = value;
  },
  inflight: (device, value) => {
    const [reads, writes] = value.split(/\s+/, 2);
    device.readsInFlight = countOf(reads);
    device.writesInFlight = countOf(writes);
  },
};

const SECTOR = 512;
const LINE = /^\/sys\/(?:class\/)?block\/([^/:]{1,255})\/([a-z_/]{1,60}):/;

/**
 * Files of `/sys/block/<device>` and `/sys/class/block/<device>/dev`, Documentation/ABI/stable/sysfs-block, as
 * `grep -s .` prints them; `size` counts sectors of 512 bytes whatever the device has:
 * `/sys/block/vda/size:209715200`
 */
export const blockDevices = lineParser({
  source: 'block_devices',
  schema: blockDevicesSchema,
  start(context) {
    const devices = new Map<string, Device>();
    const bad = badLines(context, 'a value of a block device');
    const room = rowLimit(context, 'values of block devices', 500_000);
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const [start, name, file] = LINE.exec(text) ?? [];
        if (start === undefined || name === undefined || file === undefined) return bad(line, text);
        if (!room(text.length)) return;
        const device = devices.get(name) ?? emptyDevice(name, line);
        devices.set(name, device);
        if (Object.hasOwn(FILES, file)) FILES[file]?.(device, text.slice(start.length).trim());
      },
      end: () => (devices.size === 0 ? undefined : { devices: [...devices.values()] }),
    };
  },
});

/** All members at once, so that thousands of devices have one shape. */
function emptyDevice(name: string, line: number): Device {
  return {
    name,
    number: undefined,
    bytes: undefined,
    readOnly: undefined,
    removable: undefined,
    state: undefined,
    dmName: undefined,
    readsInFlight: undefined,
    writesInFlight: undefined,
    line,
  };
}
