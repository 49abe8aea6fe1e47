import * as z from 'zod';
import { findmntRows, type MountRow, type ReadMountRow, readMountLine, readPairs, readTableRow } from './mount-rows.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';
import { TextStore } from './text-store.ts';

/**
 * The mount table of one mount namespace as tools print it. Unlike mountinfo it has neither ids nor roots nor peer
 * groups: which mounts are copies of each other cannot be told from it.
 */
export const mountsSchema = () =>
  z.object({
    /** From the path `proc/<pid>/mounts`; undefined for commands, `self` and copies made by hand. */
    pid: z.number().int().optional(),
    mounts: z.array(
      z.object({
        /** What is mounted, as the table names it: `/dev/vdb`, `overlay`, `10.0.0.5:/export`. */
        device: z.string(),
        mountPoint: z.string(),
        fsType: z.string(),
        /** Options of the mount and of its file system together, in the order of the table. */
        options: z.array(z.string()),
        line: z.number().int(),
      }),
    ),
  });
export type Mounts = z.infer<ReturnType<typeof mountsSchema>>;

const FORMS: readonly ReadMountRow[] = [readTableRow, readMountLine, readPairs];
const MAX_OPTIONS = 4_096;

/**
 * `/proc/mounts`, proc(5), the output of mount(8) and that of findmnt(8) as tree, list, raw or pairs:
 * `overlay /var/lib/docker/overlay2/729a67ef/merged overlay rw,relatime,lowerdir=l/AB:l/CD 0 0`
 * `overlay on /var/lib/docker/overlay2/729a67ef/merged type overlay (rw,relatime,lowerdir=l/AB:l/CD)`
 */
export const mounts = lineParser({
  source: 'mounts',
  schema: mountsSchema,
  sniff: looksLikeMounts,
  start(context) {
    const rows: Mounts['mounts'] = [];
    const bad = badLines(context, 'a mount');
    const room = rowLimit(context, 'mounts');
    const texts = new TextStore();
    const optionsOf = sharedOptions(texts);
    let below: ReadMountRow | undefined;
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const header = below === undefined ? findmntRows(text) : undefined;
        if (header !== undefined) {
          below = header;
          return;
        }
        const row = readRow(text, below);
        if (row === undefined) return bad(line, text);
        if (!room(text.length)) return;
        const { device, mountPoint, fsType, options } = row;
        rows.push({
          device: texts.share(device),
          mountPoint: texts.own(mountPoint),
          fsType: texts.share(fsType),
          options: optionsOf(options),
          line,
        });
      },
      end() {
        const pid = /^\d{1,10}$/.test(context.params.pid ?? '') ? { pid: Number(context.params.pid) } : {};
        return rows.length === 0 ? undefined : { ...pid, mounts: rows };
      },
    };
  },
});

function readRow(text: string, below: ReadMountRow | undefined): MountRow | undefined {
  for (const form of FORMS) {
    const row = form(text);
    if (row !== undefined) return row;
  }
  return below?.(text);
}

/** One list of options for all mounts that have the same ones. */
function sharedOptions(texts: TextStore): (options: string) => string[] {
  const known = new Map<string, string[]>();
  return (options) => {
    const found = known.get(options);
    if (found !== undefined) return found;
    const list = options.split(',', MAX_OPTIONS).map((option) => texts.share(option));
    // Overlays have options of their own each; only what repeats is worth its key.
    if (known.size < 10_000) known.set(texts.own(options), list);
    return list;
  };
}

/**
 * The first lines must all be mounts. An fstab has the columns of /proc/mounts; it seldom begins with `rw` or `ro`, and
 * the numbers of its last columns are not all zero as the kernel's are.
 */
function looksLikeMounts(head: string): boolean {
  const lines = head.split(/\r?\n/, 4).filter((line) => line.trim() !== '');
  // The last of the lines may be cut by the end of the head.
  const whole = lines.length > 1 && head.length >= 60_000 ? lines.slice(0, -1) : lines;
  const [first = '', ...others] = whole;
  const table = (line: string): boolean => / r[ow](?:,[!-~]*)? 0 0$/.test(line) && readTableRow(line) !== undefined;
  const command = (line: string): boolean => /\(r[ow][,)]/.test(line) && readMountLine(line) !== undefined;
  const pairs = (line: string): boolean => readPairs(line) !== undefined;
  if (whole.length > 0 && [table, command, pairs].some((fits) => whole.every(fits))) return true;
  const rows = findmntRows(first);
  return rows !== undefined && others.length > 0 && others.every((line) => rows(line) !== undefined);
}
