import * as z from 'zod';
import { unescapeOctal } from './mount-escapes.ts';
import { badLines, lineParser } from './parser.ts';
import { TextStore } from './text-store.ts';

/**
 * The mount table of one mount namespace as one process sees it, in columns: row `i` of every array is one mount.
 * A table of a million rows must fit, so there is no object per row and repeated strings are shared.
 */
export const mountinfoSchema = () =>
  z.object({
    /** From the path `proc/<pid>/mountinfo`; undefined for `self` and for hand-made copies. */
    pid: z.number().int().optional(),
    rows: z.number().int(),
    mountIds: z.array(z.number()),
    parentIds: z.array(z.number()),
    /** `major:minor` of the file system. */
    devices: z.array(z.string()),
    /** The directory of the file system that is the root of this mount. */
    roots: z.array(z.string()),
    mountPoints: z.array(z.string()),
    options: z.array(z.string()),
    /** Peer group of a shared mount (`shared:N`), 0 for none. */
    sharedGroups: z.array(z.number()),
    /** Peer group a slave mount receives from (`master:N`), 0 for none. */
    masterGroups: z.array(z.number()),
    /** Nearest dominating peer group under the process's root (`propagate_from:N`), 0 for none. */
    propagateFrom: z.array(z.number()),
    unbindable: z.array(z.boolean()),
    fsTypes: z.array(z.string()),
    mountSources: z.array(z.string()),
    superOptions: z.array(z.string()),
    lines: z.array(z.number()),
  });
export type Mountinfo = z.infer<ReturnType<typeof mountinfoSchema>>;

/** Twenty times the kernel's default limit for one namespace; what a hostile text holds beyond it is only counted. */
const MAX_ROWS = 2_000_000;
/** Distinct text of a table. A million overlay mounts keep a quarter of this. */
const MAX_CHARACTERS = 512 << 20;

/** The fields of one line as text; numbers already read. */
interface MountFields {
  readonly id: number;
  readonly parent: number;
  readonly device: string;
  readonly root: string;
  readonly point: string;
  readonly options: string;
  /** Text between the options and the separator, with a leading blank, or empty. */
  readonly optional: string;
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: string;
}

/**
 * `/proc/<pid>/mountinfo`, proc(5) and Documentation/filesystems/proc.rst section 3.5:
 * `36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue`
 * Space, tab, newline and backslash arrive as octal escapes; the number of optional fields before ` - ` varies.
 */
export const mountinfo = lineParser({
  source: 'mountinfo',
  schema: mountinfoSchema,
  sniff: (head) => {
    const fields = splitFields(firstLine(head).replace(/\r$/, ''));
    return fields?.point.startsWith('/') === true && /^r[wo](?:,|$)/.test(fields.options);
  },
  start(context) {
    const pid = Number(context.params.pid);
    const table = emptyTable(Number.isSafeInteger(pid) ? pid : undefined);
    const bad = badLines(context, 'a mountinfo line');
    const texts = new TextStore();
    let dropped = 0;
    return {
      line(text, number) {
        if (text === '') return;
        const fields = splitFields(text);
        if (fields === undefined) return bad(number, text);
        if (table.rows >= MAX_ROWS || texts.characters >= MAX_CHARACTERS) dropped++;
        else appendRow(table, fields, number, texts);
      },
      end() {
        if (dropped > 0) context.problem({ message: `${dropped} mounts beyond the first ${table.rows} were not kept` });
        return table.rows === 0 ? undefined : table;
      },
    };
  },
});

function firstLine(head: string): string {
  const end = head.indexOf('\n');
  return end === -1 ? head : head.slice(0, end);
}

function emptyTable(pid: number | undefined): Mountinfo {
  return {
    ...(pid === undefined ? {} : { pid }),
    rows: 0,
    mountIds: [],
    parentIds: [],
    devices: [],
    roots: [],
    mountPoints: [],
    options: [],
    sharedGroups: [],
    masterGroups: [],
    propagateFrom: [],
    unbindable: [],
    fsTypes: [],
    mountSources: [],
    superOptions: [],
    lines: [],
  };
}

/**
 * Cuts a line at its blanks, which never occur inside a field. A walk with indexOf takes half the time of a regular
 * expression and is linear by construction. Undefined when a field before the mount source is missing.
 */
function splitFields(line: string): MountFields | undefined {
  const a = line.indexOf(' ');
  const b = line.indexOf(' ', a + 1);
  const c = line.indexOf(' ', b + 1);
  const d = line.indexOf(' ', c + 1);
  const e = line.indexOf(' ', d + 1);
  if (a <= 0 || b <= a || c <= b || d <= c || e <= d) return undefined;
  const separator = line.indexOf(' - ', e + 1);
  if (separator === -1) return undefined;
  const afterOptions = line.indexOf(' ', e + 1);
  const typeStart = separator + 3;
  const typeEnd = line.indexOf(' ', typeStart);
  if (typeEnd <= typeStart) return undefined;
  const sourceEnd = line.indexOf(' ', typeEnd + 1);
  const id = readNumber(line, 0, a);
  const parent = readNumber(line, a + 1, b);
  const device = line.slice(b + 1, c);
  if (id < 0 || parent < 0 || !DEVICE.test(device)) return undefined;
  const [root, point] = [line.slice(c + 1, d), line.slice(d + 1, e)];
  const options = line.slice(e + 1, afterOptions);
  if (root === '' || point === '' || options === '') return undefined;
  return {
    id,
    parent,
    device,
    root,
    point,
    options,
    optional: line.slice(afterOptions, separator),
    fsType: line.slice(typeStart, typeEnd),
    source: sourceEnd === -1 ? line.slice(typeEnd + 1) : line.slice(typeEnd + 1, sourceEnd),
    superOptions: sourceEnd === -1 ? '' : line.slice(sourceEnd + 1),
  };
}

const DEVICE = /^\d{1,10}:\d{1,10}$/;

/** The decimal number in `line[start, end)`, or -1 when something else stands there. */
function readNumber(line: string, start: number, end: number): number {
  if (end - start < 1 || end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = line.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The number behind a tag such as ` shared:`, or 0 without that tag. */
function readGroup(optional: string, tag: string): number {
  const at = optional.indexOf(tag);
  if (at === -1) return 0;
  const start = at + tag.length;
  const end = optional.indexOf(' ', start);
  return Math.max(0, readNumber(optional, start, end === -1 ? optional.length : end));
}

function appendRow(table: Mountinfo, fields: MountFields, line: number, texts: TextStore): void {
  const { optional } = fields;
  table.rows++;
  table.mountIds.push(fields.id);
  table.parentIds.push(fields.parent);
  table.devices.push(texts.share(fields.device));
  table.roots.push(texts.share(unescapeOctal(fields.root)));
  table.mountPoints.push(texts.own(unescapeOctal(fields.point)));
  table.options.push(texts.share(fields.options));
  table.sharedGroups.push(readGroup(optional, ' shared:'));
  table.masterGroups.push(readGroup(optional, ' master:'));
  table.propagateFrom.push(readGroup(optional, ' propagate_from:'));
  table.unbindable.push(optional.includes(' unbindable'));
  table.fsTypes.push(texts.share(fields.fsType));
  table.mountSources.push(texts.share(unescapeOctal(fields.source)));
  table.superOptions.push(texts.share(fields.superOptions));
  table.lines.push(line);
}
