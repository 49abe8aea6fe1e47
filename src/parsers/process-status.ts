import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Selected fields of the status files of processes. */
export const processStatusSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        /** Undefined for a copy of one file that does not say whose it is. */
        pid: z.number().int().optional(),
        name: z.string().optional(),
        /** One letter, as in process_stat. */
        state: z.string().optional(),
        tgid: z.number().int().optional(),
        ppid: z.number().int().optional(),
        /** Real user id. */
        uid: z.number().int().optional(),
        threads: z.number().int().optional(),
        /** Resident set; undefined for kernel threads. */
        rssBytes: z.number().optional(),
        /** The pid in each nested pid namespace, outermost first. */
        nsPids: z.array(z.number().int()),
        line: z.number().int(),
      }),
    ),
  });
export type ProcessStatus = z.infer<ReturnType<typeof processStatusSchema>>;
type Row = ProcessStatus['processes'][number];

const LINE = /^(?:\/proc\/(\d{1,10})\/status:)?([A-Za-z_]{1,40}):\s*(.*)$/;

/**
 * `/proc/<pid>/status`, proc(5), of one process or of all as `grep -s .` prints them:
 * `/proc/4711/status:State:	D (disk sleep)`
 */
export const processStatus = lineParser({
  source: 'process_status',
  schema: processStatusSchema,
  sniff: (head) =>
    /^(?:\/proc\/\d{1,10}\/status:)?Name:\t[^\n]*\n(?:[^\n]*\n)?(?:\/proc\/\d{1,10}\/status:)?State:\t[A-Z]/.test(head),
  start(context) {
    const processes = new Map<number | undefined, Row>();
    const own = /^\d{1,10}$/.test(context.params.pid ?? '') ? Number(context.params.pid) : undefined;
    const bad = badLines(context, 'a status line');
    const room = rowLimit(context, 'processes');
    return {
      line(text, line) {
        if (text === '') return;
        const [, prefix, key, value = ''] = LINE.exec(text) ?? [];
        if (key === undefined) return bad(line, text);
        const pid = prefix === undefined ? own : Number(prefix);
        let row = processes.get(pid);
        if (row === undefined) {
          if (!room(text.length)) return;
          row = { pid, nsPids: [], line };
          processes.set(pid, row);
        }
        setField(row, key, value);
      },
      end: () => (processes.size === 0 ? undefined : { processes: [...processes.values()] }),
    };
  },
});

function setField(row: Row, key: string, value: string): void {
  const first = /^\d{1,15}/.exec(value)?.[0];
  const number = first === undefined ? undefined : Number(first);
  if (key === 'Name') row.name = unescapeName(value);
  else if (key === 'State') row.state = value.slice(0, 1);
  else if (key === 'Tgid') row.tgid = number;
  else if (key === 'Pid') row.pid ??= number;
  else if (key === 'PPid') row.ppid = number;
  else if (key === 'Uid') row.uid = number;
  else if (key === 'Threads') row.threads = number;
  else if (key === 'VmRSS' && number !== undefined) row.rssBytes = number * 1024;
  else if (key === 'NSpid') row.nsPids = value.split(/\s+/, 32).map(Number).filter(Number.isSafeInteger);
}

/** The kernel writes a line feed in the name as `\n` and a backslash as `\\`. */
function unescapeName(name: string): string {
  return name.replace(/\\([n\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\'));
}
