import * as z from 'zod';
import { ByteTexts } from './byte-texts.ts';
import { Int32Column } from './int32-column.ts';
import { unescapeOctal } from './mount-escapes.ts';
import { cutMountinfoLine, groupOf, hasTag, type MountinfoLine } from './mountinfo-line.ts';
import { badLines, byteLineParser } from './parser.ts';

/**
 * The mount table of one mount namespace as one process sees it, in columns: row `i` of every array is one mount.
 * A table of a million rows must fit, so there is no object per row and repeated strings are shared.
 */
export const mountinfoSchema = () =>
  z.object({
    /** From the path `proc/<pid>/mountinfo`; undefined for `self` and for hand-made copies. */
    pid: z.number().int().optional(),
    rows: z.number().int(),
    mountIds: z.instanceof(Int32Array),
    parentIds: z.instanceof(Int32Array),
    /** `major:minor` of the file system. */
    devices: z.array(z.string()),
    /** The directory of the file system that is the root of this mount. */
    roots: z.array(z.string()),
    mountPoints: z.array(z.string()),
    options: z.array(z.string()),
    /** Peer group of a shared mount (`shared:N`), 0 for none. */
    sharedGroups: z.instanceof(Int32Array),
    /** Peer group a slave mount receives from (`master:N`), 0 for none. */
    masterGroups: z.instanceof(Int32Array),
    /** Rows with the nearest dominating peer group under the root of the process (`propagate_from:N`). */
    propagateFrom: z.array(z.object({ row: z.number(), group: z.number() })),
    /** Rows of mounts that cannot be bound anywhere. */
    unbindable: z.array(z.number()),
    fsTypes: z.array(z.string()),
    mountSources: z.array(z.string()),
    superOptions: z.array(z.string()),
    lines: z.instanceof(Int32Array),
  });
export type Mountinfo = z.infer<ReturnType<typeof mountinfoSchema>>;

/** Twenty times the kernel's default limit for one namespace; what a hostile text holds beyond it is only counted. */
const MAX_ROWS = 2_000_000;
/** Of the distinct texts of a table. A million overlay mounts keep a quarter of this. */
const MAX_BYTES = 512 << 20;

/**
 * `/proc/<pid>/mountinfo`, proc(5) and Documentation/filesystems/proc.rst section 3.5:
 * `36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue`
 * Space, tab, newline and backslash arrive as octal escapes; the number of optional fields before ` - ` varies.
 */
export const mountinfo = byteLineParser({
  source: 'mountinfo',
  schema: mountinfoSchema,
  sniff: (head) => {
    const bytes = Buffer.from(firstLine(head).replace(/\r$/, ''));
    const line = cutMountinfoLine(bytes, 0, bytes.length);
    return line !== undefined && /^\/[^ ]* r[wo][, ]/.test(bytes.toString('utf8', line.point));
  },
  start(context) {
    const pid = Number(context.params.pid);
    const table = emptyTable(Number.isSafeInteger(pid) ? pid : undefined);
    const bad = badLines(context, 'a mountinfo line');
    const texts = new ByteTexts(unescapeOctal);
    let dropped = 0;
    return {
      line(bytes, start, end, number) {
        if (start === end) return;
        const line = cutMountinfoLine(bytes, start, end);
        if (line === undefined) return bad(number, bytes.toString('utf8', start, end));
        if (table.rows >= MAX_ROWS || texts.bytes >= MAX_BYTES) dropped++;
        else {
          appendRow(table, bytes, line, texts);
          table.superOptions.push(line.superOptions > end ? '' : texts.share(bytes, line.superOptions, end));
          table.lines.push(number);
          table.rows++;
        }
      },
      end() {
        if (dropped > 0) context.problem({ message: `${dropped} mounts beyond the first ${table.rows} were not kept` });
        return table.rows === 0 ? undefined : endTable(table);
      },
    };
  },
});

function firstLine(head: string): string {
  const end = head.indexOf('\n');
  return end === -1 ? head : head.slice(0, end);
}

/** A table that is being read. */
type Reading = {
  [Column in keyof Mountinfo]: Mountinfo[Column] extends Int32Array ? Int32Column : Mountinfo[Column];
};

function emptyTable(pid: number | undefined): Reading {
  return {
    ...(pid === undefined ? {} : { pid }),
    rows: 0,
    mountIds: new Int32Column(),
    parentIds: new Int32Column(),
    devices: [],
    roots: [],
    mountPoints: [],
    options: [],
    sharedGroups: new Int32Column(),
    masterGroups: new Int32Column(),
    propagateFrom: [],
    unbindable: [],
    fsTypes: [],
    mountSources: [],
    superOptions: [],
    lines: new Int32Column(),
  };
}

const endTable = (table: Reading): Mountinfo => ({
  ...table,
  mountIds: table.mountIds.end(),
  parentIds: table.parentIds.end(),
  sharedGroups: table.sharedGroups.end(),
  masterGroups: table.masterGroups.end(),
  lines: table.lines.end(),
});

const SHARED = Buffer.from('shared:');
const MASTER = Buffer.from('master:');
const PROPAGATE_FROM = Buffer.from('propagate_from:');
const UNBINDABLE = Buffer.from('unbindable');

/** All columns but those at the end of the line. */
function appendRow(table: Reading, bytes: Buffer, line: MountinfoLine, texts: ByteTexts): void {
  table.mountIds.push(line.id);
  table.parentIds.push(line.parent);
  table.devices.push(texts.share(bytes, line.device, line.root - 1));
  table.roots.push(texts.share(bytes, line.root, line.point - 1));
  table.mountPoints.push(texts.own(bytes, line.point, line.options - 1));
  table.options.push(texts.share(bytes, line.options, line.optional - 1));
  table.sharedGroups.push(groupOf(bytes, line, SHARED));
  table.masterGroups.push(groupOf(bytes, line, MASTER));
  const from = groupOf(bytes, line, PROPAGATE_FROM);
  if (from !== 0) table.propagateFrom.push({ row: table.rows, group: from });
  if (hasTag(bytes, line, UNBINDABLE)) table.unbindable.push(table.rows);
  table.fsTypes.push(texts.share(bytes, line.fsType, line.source - 1));
  table.mountSources.push(texts.share(bytes, line.source, line.superOptions - 1));
}
