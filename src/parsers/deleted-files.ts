import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Files that were deleted while a process keeps them open: their space is not free yet. */
export const deletedFilesSchema = () =>
  z.object({
    files: z.array(
      z.object({
        pid: z.number().int(),
        fd: z.number().int(),
        /** `major:minor` of the file system. */
        device: z.string().optional(),
        /** Size of the file, which may be sparse. */
        bytes: z.number().optional(),
        /** Path at the time of the deletion, without the kernel's ` (deleted)`. */
        path: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type DeletedFiles = z.infer<ReturnType<typeof deletedFilesSchema>>;

const LINE = /^(\d{1,10}) (\d{1,10}) ([0-9a-f]{1,8}:[0-9a-f]{1,8}|-) (\d{1,19}|-) (.+)$/;
const DELETED = ' (deleted)';

/**
 * The links of /proc/<pid>/fd that end in ` (deleted)`, proc(5), as the collector writes them (collectors/FORMAT.md), with
 * device numbers in hexadecimal:
 * `4711 23 fd:1 1073741824 /var/log/app/trace.log (deleted)`
 */
export const deletedFiles = lineParser({
  source: 'deleted_files',
  schema: deletedFilesSchema,
  sniff: (head) => /^\d{1,10} \d{1,10} (?:[0-9a-f]+:[0-9a-f]+|-) (?:\d+|-) [^\n]* \(deleted\)\r?(?:\n|$)/.test(head),
  start(context) {
    const files: DeletedFiles['files'] = [];
    const bad = badLines(context, 'a deleted file');
    const room = rowLimit(context, 'deleted files');
    return {
      line(text, line) {
        if (text === '') return;
        const [, pid, fd, device, bytes, link = ''] = LINE.exec(text) ?? [];
        if (pid === undefined || !link.endsWith(DELETED)) return bad(line, text);
        if (!room(text.length)) return;
        files.push({
          pid: Number(pid),
          fd: Number(fd),
          device: device === undefined || device === '-' ? undefined : decimalDevice(device),
          bytes: bytes === undefined || bytes === '-' ? undefined : Number(bytes),
          path: link.slice(0, -DELETED.length),
          line,
        });
      },
      end: () => (files.length === 0 ? undefined : { files }),
    };
  },
});

/** `fd:1` as mountinfo writes it: `253:1`. */
function decimalDevice(hexadecimal: string): string {
  return hexadecimal
    .split(':')
    .map((part) => Number.parseInt(part, 16))
    .join(':');
}
