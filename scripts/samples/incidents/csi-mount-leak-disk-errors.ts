import { epoch } from '../clock.ts';
import type { LeakedDisk } from '../leaked-disks.ts';
import type { Node } from '../node.ts';

/** Disks that somebody read after the cloud had taken them away; the first one is the one that the incident names. */
export const DEAD_DISKS = [
  'vdfiw',
  'vdfjp',
  'vdgca',
  'vdhqx',
  ...['vdcab', 'vdccd', 'vdcoe', 'vdcxr', 'vddbm', 'vddhh', 'vddkz', 'vddtq', 'vdecu', 'vdefk', 'vdepw', 'vdfab'],
] as const;

/** Superblock of the named disk: first and last error, seconds since the epoch. */
const FIRST_ERROR = 1_712_543_485;
const LAST_ERROR = 1_712_887_285;

/** Messages about a disk that is gone, and what ext4 keeps in the superblock of every disk. */
export function addDiskErrors(node: Node, disks: readonly LeakedDisk[]): void {
  const [named, ...others] = DEAD_DISKS;
  addNamedDisk(node, named);
  for (const [i, name] of others.entries()) addReadError(node, name, FIRST_ERROR + 40 * (i + 1));
  const errors = new Map<string, string>([
    ...others.map((name, i): [string, string] => [
      name,
      `2 ${FIRST_ERROR + 40 * (i + 1)} ${FIRST_ERROR + 40 * (i + 1)}`,
    ]),
    [named, `4 ${FIRST_ERROR} ${LAST_ERROR}`],
  ]);
  for (const { name } of [...disks].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [count = '0', first = '0', last = '0'] = (errors.get(name) ?? '').split(' ');
    const at = `/sys/fs/ext4/${name}`;
    node.ext4Errors.push(
      `${at}/errors_count:${count || '0'}`,
      `${at}/first_error_time:${first}`,
      `${at}/last_error_time:${last}`,
    );
  }
}

/** The node's own disks are there, and those leaked ones that nobody took away behind its back. */
export function addBlockDevices(node: Node, disks: readonly LeakedDisk[]): void {
  const gone = new Set<string>(DEAD_DISKS);
  const leaked = new Set(disks.map((disk) => disk.name));
  const there = node.filesystems.flatMap(({ source, kib }) => {
    const name = source.startsWith('/dev/vd') ? source.slice('/dev/'.length) : '';
    return name === '' || gone.has(name) ? [] : [{ name, kib, isOwn: !leaked.has(name) }];
  });
  const numbers = new Map(node.table.rows.map((row) => [row.source, row.device]));
  for (const { name, kib, isOwn } of there) {
    const at = `/sys/block/${name.replace(/\d+$/, '')}`;
    const stat = isOwn
      ? '9120441 2210 512344120 4120554 88120 912 1024112 90221 0 3120440 4210775'
      : '102 0 4576 41 3 0 24 2 0 30 43';
    node.blockDevices.push(
      `${at}/size:${kib * 2}`,
      `${at}/ro:0`,
      `${at}/removable:0`,
      `${at}/stat:${stat}`,
      `${at}/inflight:0 0`,
    );
  }
  for (const { name } of there)
    node.blockDevices.push(`/sys/class/block/${name}/dev:${numbers.get(`/dev/${name}`) ?? ''}`);
}

const EIO = 'error -5 reading directory block';

/** The life of the named disk in the ring of the kernel, at the true time of each message. */
function addNamedDisk({ journal }: Node, name: string): void {
  const say = (time: number, text: string): void => journal.kernel(time, text);
  const directory = (comm: string): string =>
    `EXT4-fs warning (device ${name}): htree_dirblock_to_tree:995: inode #2: lblock 0: comm ${comm}: ${EIO}`;
  say(FIRST_ERROR + 0.11, directory('find'));
  say(
    FIRST_ERROR + 0.31,
    `EXT4-fs error (device ${name}): __ext4_get_inode_loc:4317: inode #2: block 1095: comm find: unable to read itable block`,
  );
  say(FIRST_ERROR + 0.32, `EXT4-fs error (device ${name}) in ext4_reserve_inode_write:5543: IO failure`);
  say(FIRST_ERROR + 6.1, `Aborting journal on device ${name}-8.`);
  say(FIRST_ERROR + 6.2, `JBD2: Error -5 detected when updating journal superblock for ${name}-8.`);
  for (const after of [2783, 11_421]) say(FIRST_ERROR + after, directory('find'));
  for (const day of [1, 2, 3])
    addReprint(journal, name, FIRST_ERROR + day * 86_400 + 100 + 1660 * (day - 1), [2, FIRST_ERROR]);
  say(LAST_ERROR + 0.1, directory('find'));
  say(LAST_ERROR + 0.2, `EXT4-fs error (device ${name}): ext4_journal_check_start:61: Detected aborted journal`);
  say(LAST_ERROR + 0.3, `EXT4-fs (${name}): Remounting filesystem read-only`);
  for (const after of [31, 432]) say(LAST_ERROR + after, directory('find'));
  addReprint(journal, name, LAST_ERROR + 6942, [4, LAST_ERROR]);
  for (const after of [17_212, 17_256]) say(LAST_ERROR + after, directory('ls'));
}

/** A disk that was read once, when somebody searched the whole node. */
function addReadError({ journal }: Node, name: string, time: number): void {
  journal.kernel(
    time + 0.1,
    `EXT4-fs warning (device ${name}): htree_dirblock_to_tree:995: inode #2: lblock 0: comm find: ${EIO}`,
  );
  journal.kernel(
    time + 0.3,
    `EXT4-fs error (device ${name}): __ext4_get_inode_loc:4317: inode #2: block 1095: comm find: unable to read itable block`,
  );
  for (const day of [1, 2, 3, 4]) addReprint(journal, name, time + day * 86_400 + 1660 * day, [2, time]);
}

/** What ext4 prints once a day about errors of any age. */
function addReprint(
  journal: Node['journal'],
  name: string,
  time: number,
  [count, last]: readonly [number, number],
): void {
  if (time > epoch('2024-04-12T07:29:00Z')) return;
  const first = name === DEAD_DISKS[0] ? FIRST_ERROR : last;
  const lastPlace = last === LAST_ERROR ? 'ext4_journal_check_start:61' : 'ext4_reserve_inode_write:5543';
  journal.kernel(time, `EXT4-fs (${name}): error count since last fsck: ${count}`);
  journal.kernel(time + 0.000_02, `EXT4-fs (${name}): initial error at time ${first}: __ext4_get_inode_loc:4317`);
  journal.kernel(time + 0.000_04, `EXT4-fs (${name}): last error at time ${last}: ${lastPlace}`);
}
