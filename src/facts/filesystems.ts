import * as z from 'zod';
import { isDfStrange } from '../snapshot/views.ts';
import { deletedFiles, holderOf } from './deleted-space.ts';
import { devicePresence } from './device-presence.ts';
import { type UsageRow, usageRows } from './df-rows.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { cutShort } from './looked-for.ts';
import { findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { withoutRunLinks } from './run-links.ts';
import { servedPlaces } from './served-places.ts';
import { read } from './sources.ts';

const filesystemSchema = z
  .object({
    entity: entitySchema,
    mount_point: z.string(),
    label: z.string().meta({ description: 'mount point and type' }),
    source: z.string().meta({ description: 'device, as df names it' }),
    device: z
      .string()
      .optional()
      .meta({ description: 'major:minor', needs: ['mountinfo'] }),
    type: z
      .string()
      .optional()
      .meta({ needs: ['mountinfo', 'df'] }),
    is_tmpfs: z
      .boolean()
      .optional()
      .meta({ needs: ['mountinfo', 'df'] }),
    bytes_total: z
      .number()
      .optional()
      .meta({ needs: ['df'] }),
    bytes_used: z
      .number()
      .optional()
      .meta({ needs: ['df'] }),
    bytes_available: z
      .number()
      .optional()
      .meta({ description: 'free for users without privileges', needs: ['df'] }),
    bytes_used_ratio: z
      .number()
      .optional()
      .meta({ description: 'used of what users can use, 0 to 1, as df shows it', needs: ['df'] }),
    inodes_total: z
      .number()
      .optional()
      .meta({ needs: ['df_inodes'] }),
    inodes_used: z
      .number()
      .optional()
      .meta({ needs: ['df_inodes'] }),
    inodes_used_ratio: z
      .number()
      .optional()
      .meta({ description: '0 where the file system has no fixed number of inodes', needs: ['df_inodes'] }),
    serves: z
      .array(z.string())
      .meta({ description: 'what lies on it: /, /tmp, /run, /var/log, runtime root, kubelet root' }),
    deleted_bytes: z
      .number()
      .optional()
      .meta({ description: 'held by deleted files that are still open', needs: ['deleted_files'] }),
    deleted_holder: z.string().meta({
      description: 'program and pid that hold most of that, empty where it is less than half of what is used',
    }),
    refs: refsSchema,
  })
  .meta({ id: 'Filesystem' });
export type Filesystem = z.infer<typeof filesystemSchema>;

/** Always full by design, or only another view of a file system that is listed itself. */
const NOT_WRITABLE = new Set([
  'squashfs',
  'iso9660',
  'udf',
  'cramfs',
  'erofs',
  'overlay',
  'aufs',
  'proc',
  'sysfs',
  'devpts',
  'cgroup',
  'cgroup2',
  'nsfs',
  'efivarfs',
  'autofs',
]);

/** The writable file systems of the node with their use of bytes and inodes, one entry per device. */
export const filesystems = defineFact({
  name: 'filesystems',
  title: 'File systems',
  schema: z.array(filesystemSchema),
  sources: ['df', 'df_inodes', 'df_daemon_tmp', 'mountinfo', 'mounts', 'deleted_files', 'block_devices', 'diskstats'],
  compute(context) {
    const bytes = read(context.snapshot, 'df');
    const inodes = read(context.snapshot, 'df_inodes');
    const rows = usageRows(context);
    const strange = isDfStrange(context.snapshot) ? cutShort(context.snapshot, ['df', 'df_inodes']) : [];
    if (rows.length === 0) return unknown([...bytes.missing, ...inodes.missing, ...strange]);
    const served = servedPlaces(context);
    const byDevice = new Map<string, Filesystem>();
    for (const row of rows) {
      const filesystem = describe(row, context, served);
      if (filesystem === undefined) continue;
      const shown = byDevice.get(filesystem.entity);
      byDevice.set(filesystem.entity, shown === undefined ? filesystem : mergeViews(shown, filesystem));
    }
    return known(
      [...byDevice.values()].sort((a, b) => (a.mount_point < b.mount_point ? -1 : 1)),
      strange,
    );
  },
});

/** Two mount points of one file system: the shorter one names it, and each brings the numbers the other lacks. */
function mergeViews(a: Filesystem, b: Filesystem): Filesystem {
  const [main, other] = b.mount_point.length < a.mount_point.length ? [b, a] : [a, b];
  const added = main.inodes_total === undefined || main.bytes_total === undefined;
  const known = Object.fromEntries(Object.entries(main).filter(([, value]) => value !== undefined));
  return { ...other, ...known, refs: added ? [...main.refs, ...other.refs] : main.refs };
}

function describe(
  row: UsageRow,
  context: FactContext,
  served: ReadonlyMap<string, readonly string[]>,
): Filesystem | undefined {
  const tables = mountTables(context);
  const namespace = row.pid === undefined ? tables.node : tables.tableOf(row.pid);
  const place = namespace === undefined ? undefined : findPlace(namespace, row.mountPoint);
  const exact =
    place !== undefined && (row.pid !== undefined || place.namespace.table.mountPoints[place.row] === row.mountPoint);
  const device = exact ? place.namespace.table.devices[place.row] : undefined;
  const type = exact ? place.namespace.table.fsTypes[place.row] : row.type;
  const options = exact ? (place.namespace.table.superOptions[place.row] ?? '') : '';
  if (isNotWritable(row, type, options) || isGone(row, device, context)) return undefined;
  const entity = device === undefined ? `filesystem:${row.source}@${row.mountPoint}` : `filesystem:${device}`;
  const usable =
    row.bytesUsed === undefined || row.bytesAvailable === undefined ? undefined : row.bytesUsed + row.bytesAvailable;
  const name = type === undefined ? row.mountPoint : `${row.mountPoint} (${type})`;
  const isTmpfs = type === undefined ? isTmpfsByName(row.source) : type === 'tmpfs';
  const deleted = device === undefined ? undefined : context.once(deletedFiles)?.(device);
  return {
    entity,
    mount_point: row.mountPoint,
    label: row.pid === undefined ? name : context.words.seenBy(name, row.pid),
    source: row.source,
    device: device !== undefined && NUMBER.test(device) ? device : undefined,
    type,
    is_tmpfs: isTmpfs,
    bytes_total: row.bytesTotal,
    bytes_used: row.bytesUsed,
    bytes_available: row.bytesAvailable,
    bytes_used_ratio:
      usable === undefined || usable <= 0 || row.bytesUsed === undefined ? undefined : row.bytesUsed / usable,
    inodes_total: row.inodesUsed === undefined ? undefined : row.inodesTotal,
    inodes_used: row.inodesTotal === undefined ? undefined : row.inodesUsed,
    inodes_used_ratio: inodeRatio(row),
    serves: [...(served.get(entity) ?? [])],
    deleted_bytes: deleted?.bytes,
    deleted_holder: holderOf(deleted, row, context),
    refs: row.refs,
  };
}

/** What init systems and runtimes call file systems that have no device, for listings without a type. */
const IN_MEMORY: ReadonlyMap<string, boolean> = new Map([
  ['tmpfs', true],
  ['shm', true],
  ['run', true],
  ['udev', false],
  ['devtmpfs', false],
  ['dev', false],
]);

/** A device, an export and a dataset have a slash or a colon in their names; of any other name nobody can say. */
const isTmpfsByName = (source: string): boolean | undefined =>
  IN_MEMORY.get(source) ?? (/[/:]/.test(source) ? false : undefined);

function isNotWritable(row: UsageRow, type: string | undefined, superOptions: string): boolean {
  if (NOT_WRITABLE.has(type ?? row.source)) return true;
  // Without a type, snaps are known by where they lie.
  if (type === undefined && row.source.startsWith('/dev/loop') && row.mountPoint.startsWith('/snap/')) return true;
  return /^ro(?:,|$)/.test(superOptions);
}

/** Where no list of the devices was collected a plain table has names in place of numbers. */
const NUMBER = /^\d+:\d+$/;

/** What statfs(2) says of a file system whose disk was taken away is not how full it is; btrfs has no device of its own. */
function isGone(row: UsageRow, device: string | undefined, context: FactContext): boolean {
  if (device === undefined || device.startsWith('0:') || !row.source.startsWith('/dev/')) return false;
  return devicePresence(context).isThere(device, row.source.slice('/dev/'.length)) === false;
}

/** btrfs and xfs on some kernels report 0 inodes in all: there is no fixed number to run out of. */
function inodeRatio({ inodesTotal: total, inodesUsed: used }: UsageRow): number | undefined {
  if (total === undefined || used === undefined) return undefined;
  return total === 0 ? 0 : used / total;
}

/**
 * The file system a path lies on as the runtime sees it. Where its namespace is not certain, a mount point that only df
 * lists and that is deeper than what the mount table knows is taken as well; without a mount table df is all there is.
 */
export function filesystemOf(stated: string, context: FactContext): string | undefined {
  const { runtime, runtimeIsCertain } = mountTables(context);
  const path = withoutRunLinks(stated, runtime);
  const place = runtime === undefined ? undefined : findPlace(runtime, path);
  const point = place?.namespace.table.mountPoints[place.row] ?? '';
  const listed = runtimeIsCertain ? undefined : context.once(filesystemsByMountPoint);
  const deeper = listed === undefined ? undefined : deepestAbove(path, listed);
  if (deeper !== undefined && deeper.mount_point.length > point.length) return deeper.entity;
  return place === undefined ? undefined : `filesystem:${place.namespace.table.devices[place.row]}`;
}

function filesystemsByMountPoint(context: FactContext): ReadonlyMap<string, Filesystem> {
  const listed = context.get(filesystems);
  return new Map(listed.known ? listed.value.map((f) => [f.mount_point, f]) : []);
}

function deepestAbove(path: string, listed: ReadonlyMap<string, Filesystem>): Filesystem | undefined {
  for (let point = path; ; point = point.slice(0, Math.max(1, point.lastIndexOf('/')))) {
    const found = listed.get(point);
    if (found !== undefined || point === '/' || point === '') return found;
  }
}
