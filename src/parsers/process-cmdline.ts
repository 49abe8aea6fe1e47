import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Command lines; kernel threads and zombies have none and are not listed. */
export const processCmdlineSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        /** Undefined for a copy of one file that does not say whose it is. */
        pid: z.number().int().optional(),
        /** Program and arguments, separated by blanks. */
        command: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type ProcessCmdline = z.infer<ReturnType<typeof processCmdlineSchema>>;

/** Arguments may hold line feeds; what is longer than this adds nothing to the evidence. */
const MAX_COMMAND = 131_072;

/**
 * `/proc/<pid>/cmdline`, proc(5), of all processes as the collector writes them, or of one with its NUL bytes:
 * `4711 /usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --bootstrap-token=***`
 */
export const processCmdline = lineParser({
  source: 'process_cmdline',
  schema: processCmdlineSchema,
  start(context) {
    const processes: ProcessCmdline['processes'] = [];
    const bad = badLines(context, 'a command line');
    const room = rowLimit(context, 'processes');
    const own = /^\d{1,10}$/.test(context.params.pid ?? '') ? Number(context.params.pid) : undefined;
    return {
      line(text, line) {
        const row = text.replaceAll('\0', ' ').trim();
        if (row === '') return;
        const single = own !== undefined || text.includes('\0');
        const match = single ? null : /^(\d{1,10}) +(\S.*)$/.exec(row);
        if (match === null && !single) {
          // A process without arguments leaves its number alone on the line.
          if (!/^\d{1,10}$/.test(row)) bad(line, text);
          return;
        }
        const last = processes.at(-1);
        if (single && last !== undefined) {
          if (last.command.length < MAX_COMMAND) last.command = `${last.command}\n${row}`;
        } else if (room(text.length)) processes.push({ pid: own ?? pidOf(match), command: match?.[2] ?? row, line });
      },
      end: () => (processes.length === 0 ? undefined : { processes }),
    };
  },
});

function pidOf(match: RegExpExecArray | null): number | undefined {
  return match === null ? undefined : Number(match[1]);
}
