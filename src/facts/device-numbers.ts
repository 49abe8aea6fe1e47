import type { FactContext } from './fact.ts';
import { filesystems } from './filesystems.ts';
import { mountTables } from './mount-tables.ts';

/** Kernel names of block devices (`vda1`, `dm-0`) with their numbers, and where they are mounted on the node. */
export interface DeviceNumbers {
  /** `major:minor`. */
  numberOf(name: string): string | undefined;
  /** The shortest mount point of a device in the namespace of the runtime. */
  mountPointOf(number: string): string | undefined;
}

const DEVICES = '/dev/';

/** `/dev/vda1`; not `/dev/mapper/data`. */
const isDeviceFile = (source: string): boolean =>
  source.startsWith(DEVICES) && source.length > DEVICES.length && !source.includes('/', DEVICES.length);

/** Joins device names with numbers: what sysfs says, else what the sources of mounts say. */
export const deviceNumbers = (context: FactContext): DeviceNumbers => context.once(join);

function join(context: FactContext): DeviceNumbers {
  const numbers = new Map<string, string>();
  const points = new Map<string, string>();
  const { node, runtime } = mountTables(context);
  for (const namespace of new Set([runtime, node])) {
    const table = namespace?.table;
    if (table === undefined) continue;
    for (let row = 0; row < table.rows; row++) {
      const device = table.devices[row] ?? '';
      const source = table.mountSources[row] ?? '';
      const point = table.mountPoints[row] ?? '';
      if (isDeviceFile(source)) {
        const name = source.slice(DEVICES.length);
        // btrfs shows an anonymous number for its device; nothing better may be known.
        if (!device.startsWith('0:') || !numbers.has(name)) numbers.set(name, device);
      }
      const shown = points.get(device);
      if (shown === undefined || point.length < shown.length) points.set(device, point);
    }
  }
  for (const { value } of context.snapshot.documents.block_devices)
    for (const d of value.devices) {
      if (d.number === undefined) continue;
      numbers.set(d.name, d.number);
      if (d.dmName !== undefined) numbers.set(`mapper/${d.dmName}`, d.number);
    }
  const listed = context.get(filesystems);
  if (listed.known)
    for (const f of listed.value)
      if (f.device !== undefined && !points.has(f.device)) points.set(f.device, f.mount_point);
  return { numberOf: (name) => numbers.get(name), mountPointOf: (number) => points.get(number) };
}
