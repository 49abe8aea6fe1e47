import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, groupRows, patternLines } from './pattern-lines.ts';

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

interface Value {
  readonly device: string;
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Files of `/sys/block/<device>` and `/sys/class/block/<device>/dev`, Documentation/ABI/stable/sysfs-block, as
 * `grep -s .` prints them; `size` counts sectors of 512 bytes whatever the device has:
 * `/sys/block/vda/size:209715200`
 */
export const blockDevices = lineParser(
  patternLines({
    source: 'block_devices',
    schema: blockDevicesSchema,
    what: 'a value of a block device',
    pattern: /^\/sys\/(?:class\/)?block\/([^/:]{1,255})\/([a-z_/]{1,60}):(.*)$/,
    row: ([device = '', name = '', value = ''], line): Value => ({ device, name, value: value.trim(), line }),
    document: (rows) => ({ devices: groupRows(rows, (row) => row.device).flatMap(readDevice) }),
  }),
);

const SECTOR = 512;

function readDevice(rows: readonly Value[]): BlockDevices['devices'] {
  const [first] = rows;
  if (first === undefined) return [];
  const values = new Map(rows.map((row) => [row.name, row.value]));
  const flag = (name: string): boolean | undefined => (values.has(name) ? values.get(name) === '1' : undefined);
  const number = values.get('dev');
  const sectors = countOf(values.get('size'));
  const [reads, writes] = (values.get('inflight') ?? '').split(/\s+/, 2);
  return [
    {
      name: first.device,
      number: number !== undefined && /^\d{1,10}:\d{1,10}$/.test(number) ? number : undefined,
      bytes: sectors === undefined ? undefined : sectors * SECTOR,
      readOnly: flag('ro'),
      removable: flag('removable'),
      state: values.get('device/state'),
      dmName: values.get('dm/name'),
      readsInFlight: countOf(reads),
      writesInFlight: countOf(writes),
      line: first.line,
    },
  ];
}
