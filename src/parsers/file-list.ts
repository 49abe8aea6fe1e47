import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

const FILE_TYPES = ['file', 'directory', 'link', 'socket', 'fifo', 'block', 'character', 'other'] as const;
type FileType = (typeof FILE_TYPES)[number];

/** Files of one topic (`pod-logs`, `cni`, ...) with what their inodes say; contents were not read. */
export const fileListSchema = () =>
  z.object({
    /** What the list is about, from the path of the entry; empty when that does not tell. */
    topic: z.string(),
    files: z.array(
      z.object({
        /** Permission bits with set-user-id, set-group-id and sticky, 0 to 0o7777. */
        mode: z.number().int(),
        type: z.enum(FILE_TYPES),
        /** Size as the inode says; of a directory it is the size of its own table. */
        bytes: z.number().int(),
        /** Last change of the content, seconds since the epoch. */
        modifiedAt: z.number().int(),
        path: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type FileList = z.infer<ReturnType<typeof fileListSchema>>;

/** The upper four bits of st_mode, inode(7). */
const TYPES: ReadonlyMap<number, FileType> = new Map([
  [0x8, 'file'],
  [0x4, 'directory'],
  [0xa, 'link'],
  [0xc, 'socket'],
  [0x1, 'fifo'],
  [0x6, 'block'],
  [0x2, 'character'],
]);

const LINE = /^([0-9a-f]{1,8}) (\d{1,15}) (-?\d{1,15}) (.+)$/;

/**
 * `stat -c '%f %s %Y %n'`, stat(1): raw mode in hex, size, time of last change and name, a line per file:
 * `81a0 52428 1768478100 /var/log/pods/shop_cart-0_0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60/cart/3.log`
 */
export const fileList = lineParser({
  source: 'file_list',
  schema: fileListSchema,
  start(context) {
    const files: FileList['files'] = [];
    const bad = badLines(context, 'a line of stat');
    const room = rowLimit(context, 'files');
    return {
      line(text, line) {
        if (text === '') return;
        const [, mode, bytes, modified, path] = LINE.exec(text) ?? [];
        if (mode === undefined || path === undefined) return bad(line, text);
        const bits = Number.parseInt(mode, 16);
        const type = TYPES.get(Math.floor(bits / 0x1000)) ?? 'other';
        if (!room(path.length)) return;
        files.push({ mode: bits % 0x1000, type, bytes: Number(bytes), modifiedAt: Number(modified), path, line });
      },
      end: () => (files.length === 0 ? undefined : { topic: context.params.topic ?? '', files }),
    };
  },
});
