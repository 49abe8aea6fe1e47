import type { Mount, Namespace } from '../mounts.ts';
import type { Filesystem, Node } from '../node.ts';

/** The kernel prints the options of the mount and of the file system as one list, read-only when either is. */
function optionsOf({ options, superOptions }: Mount): string {
  const [own = 'rw', ...others] = options.split(',');
  const [common = 'rw', ...more] = superOptions.split(',');
  return [own === 'ro' || common === 'ro' ? 'ro' : 'rw', ...others, ...more].join();
}

/** `/proc/mounts` */
export const procMounts = ({ rows }: Namespace): string =>
  rows.map((m) => `${m.source} ${m.point} ${m.fsType} ${optionsOf(m)} 0 0\n`).join('');

/** `mount` */
export const mountOutput = ({ rows }: Namespace): string =>
  rows.map((m) => `${m.source} on ${m.point} type ${m.fsType} (${optionsOf(m)})\n`).join('');

const UNITS = ['K', 'M', 'G', 'T'] as const;

/** Rounded up, as df does: 1.6T, 295G, 0. */
function human(kib: number): string {
  if (kib === 0) return '0';
  let [value, unit] = [kib, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  const text = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${text}${UNITS[unit]}`;
}

const percent = (used: number, available: number): string =>
  used + available === 0 ? '-' : `${Math.ceil((100 * used) / (used + available))}%`;

/** Rows of df with its header, columns apart by blanks; long names of devices do not break the line. */
const table = (header: string, rows: readonly (readonly (string | number)[])[]): string =>
  `${header}\n${rows.map(([source = '', ...cells]) => `${String(source).padEnd(14)} ${cells.map((c) => String(c).padStart(6)).join(' ')}\n`).join('')}`;

/** `df -h` */
export const dfHuman = (all: readonly Filesystem[]): string =>
  table(
    'Filesystem      Size  Used Avail Use% Mounted on',
    all.map((f) => [f.source, human(f.kib), human(f.used), human(f.available), percent(f.used, f.available), f.point]),
  );

/** `df -l` */
export const dfBlocks = (all: readonly Filesystem[]): string =>
  table(
    'Filesystem      1K-blocks       Used  Available Use% Mounted on',
    all.map((f) => [f.source, f.kib, f.used, f.available, percent(f.used, f.available), f.point]),
  );

/** `df -i` */
export const dfInodes = (all: readonly Filesystem[]): string =>
  table(
    'Filesystem        Inodes   IUsed     IFree IUse% Mounted on',
    all.map((f) => [
      f.source,
      f.inodes,
      f.inodesUsed,
      f.inodes - f.inodesUsed,
      percent(f.inodesUsed, f.inodes - f.inodesUsed),
      f.point,
    ]),
  );

/** `sysctl -a` */
export const sysctlAll = ({ sysctl }: Node): string =>
  [...sysctl]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
