import { unescapeHex, unescapeOctal } from './mount-escapes.ts';

/** One mount as text. */
export interface MountRow {
  readonly device: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly options: string;
}

/** Reads one line of one form of mount table, or says that it is none. */
export type ReadMountRow = (line: string) => MountRow | undefined;

const TABLE = /^(\S{1,4096}) (\/\S{0,4096}) ([A-Za-z][\w.-]{0,63}) ([!-~]{1,65536}) \d{1,3} \d{1,3}$/;

/** `/proc/<pid>/mounts`, proc(5), and /etc/mtab: `/dev/vda1 / ext4 rw,relatime 0 0`. Blanks arrive as octal escapes. */
export function readTableRow(line: string): MountRow | undefined {
  const [, device = '', point = '', fsType = '', options = ''] = TABLE.exec(line) ?? [];
  if (point === '') return undefined;
  return { device: unescapeOctal(device), mountPoint: unescapeOctal(point), fsType, options };
}

const BEHIND = /^([A-Za-z][\w.-]{0,63}) \((.{1,65536}?)\)(?: \[[^\]]{0,200}\])?$/;

/**
 * mount(8) without arguments, or with `-l`, which adds the label: `/dev/vda1 on / type ext4 (rw,relatime) [root]`.
 * A mount point may hold blanks, so the device ends at the first ` on /` and the type begins at the last ` type `.
 */
export function readMountLine(line: string): MountRow | undefined {
  const on = line.indexOf(' on /');
  const type = line.lastIndexOf(' type ');
  if (on <= 0 || type < on + 5 || line.length > 200_000) return undefined;
  const [, fsType, options] = BEHIND.exec(line.slice(type + 6)) ?? [];
  if (fsType === undefined || options === undefined) return undefined;
  return { device: line.slice(0, on), mountPoint: line.slice(on + 4, type), fsType, options };
}

const FINDMNT_TITLES = ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS'] as const;
const TREE = /^(?:[│├└─|`\s-]|\xa0)*(?=\/)/;

/**
 * The reader of the rows below a header of findmnt(8), as tree, list or raw: `├─/run  tmpfs  tmpfs  rw,nosuid`.
 * Undefined when the line is no such header or lacks one of the four columns.
 */
export function findmntRows(header: string): ReadMountRow | undefined {
  if (!header.trimStart().startsWith('TARGET ')) return undefined;
  const titles = header.trim().split(/\s+/, 40);
  if (titles.some((title) => !/^[A-Z%-]{2,16}$/.test(title))) return undefined;
  const [, source, fsType, options] = FINDMNT_TITLES.map((title) => titles.indexOf(title) - titles.length);
  if (source === undefined || fsType === undefined || options === undefined) return undefined;
  if ([source, fsType, options].some((at) => at < 1 - titles.length)) return undefined;
  return (line) => {
    const words = line.replace(TREE, '').trim().split(/\s+/);
    // Only the first column, the mount point, may hold blanks.
    const extra = words.length - titles.length;
    const point = words.slice(0, extra + 1).join(' ');
    if (extra < 0 || !point.startsWith('/')) return undefined;
    return {
      device: unescapeHex(words.at(source) ?? ''),
      mountPoint: unescapeHex(point),
      fsType: words.at(fsType) ?? '',
      options: words.at(options) ?? '',
    };
  };
}

const PAIR = /(?:^| )([A-Z][A-Z-]{1,15})="([^"]*)"/g;

/** `findmnt -P`: `TARGET="/" SOURCE="/dev/vda1" FSTYPE="ext4" OPTIONS="rw,relatime"`. */
export function readPairs(line: string): MountRow | undefined {
  if (!line.startsWith('TARGET="/')) return undefined;
  const values = new Map<string, string>();
  for (const [, key = '', value = ''] of line.matchAll(PAIR)) values.set(key, unescapeHex(value));
  const [mountPoint, device, fsType, options] = FINDMNT_TITLES.map((title) => values.get(title));
  if (mountPoint === undefined || device === undefined || fsType === undefined || options === undefined)
    return undefined;
  return { device, mountPoint, fsType, options };
}
