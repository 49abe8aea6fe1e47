import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Which mount namespace each process is in. Two processes with the same inode share one mount table. */
export const nsMntSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        /** Inode of the namespace, namespaces(7). */
        inode: z.number().int(),
        line: z.number().int(),
      }),
    ),
  });
export type NsMnt = z.infer<ReturnType<typeof nsMntSchema>>;

const STAT = /^(\d{1,15}) \/proc\/(\d{1,10})\/ns\/mnt$/;
const LINK = /\/proc\/(\d{1,10})\/ns\/mnt\b.{0,20}mnt:\[(\d{1,15})\]/;

/**
 * `stat -L -c '%i %n' /proc/<pid>/ns/mnt` of every process, or the links of `ls -l`, namespaces(7):
 * `4026531840 /proc/1/ns/mnt`
 */
export const nsMnt = lineParser({
  source: 'ns_mnt',
  schema: nsMntSchema,
  sniff: (head) => /^\d{1,15} \/proc\/\d{1,10}\/ns\/mnt\r?(?:\n|$)/.test(head),
  start(context) {
    const processes: NsMnt['processes'] = [];
    const bad = badLines(context, 'a namespace line');
    const room = rowLimit(context, 'processes');
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const [, inode, pid] = STAT.exec(text) ?? [];
        const [, linkPid, linkInode] = inode === undefined ? (LINK.exec(text) ?? []) : [];
        if (inode === undefined && linkInode === undefined) return bad(line, text);
        if (room(text.length)) processes.push({ pid: Number(pid ?? linkPid), inode: Number(inode ?? linkInode), line });
      },
      end: () => (processes.length === 0 ? undefined : { processes }),
    };
  },
});
