import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';
import { TextStore } from './text-store.ts';

/** The kernel function each process sleeps in. */
export const processWchanSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int().optional(),
        /** Symbol without offset; undefined when the process runs or the kernel hides the symbol (both print 0). */
        symbol: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type ProcessWchan = z.infer<ReturnType<typeof processWchanSchema>>;

const LINE = /^\/proc\/(\d{1,10})\/wchan:([A-Za-z0-9_.$]{0,128})(?:\+0x[0-9a-f]+)?$/;

/**
 * `/proc/<pid>/wchan`, proc(5), of all processes as `grep -s .` prints them, or of one:
 * `/proc/4711/wchan:pipe_wait`
 */
export const processWchan = lineParser({
  source: 'process_wchan',
  schema: processWchanSchema,
  sniff: (head) => /^\/proc\/\d{1,10}\/wchan:[A-Za-z0-9_.]*\r?(?:\n|$)/.test(head),
  start(context) {
    const processes: ProcessWchan['processes'] = [];
    const own = /^\d{1,10}$/.test(context.params.pid ?? '') ? context.params.pid : undefined;
    const bad = badLines(context, 'a wchan line');
    const room = rowLimit(context, 'processes');
    const texts = new TextStore();
    return {
      line(text, line) {
        if (text === '') return;
        const whole = own !== undefined && !text.startsWith('/') ? `/proc/${own}/wchan:${text}` : text;
        const [, pid, symbol] = LINE.exec(whole) ?? [];
        if (pid === undefined) return bad(line, text);
        const known = symbol !== undefined && symbol !== '' && symbol !== '0' && !symbol.startsWith('0x');
        if (room(text.length))
          processes.push({ pid: Number(pid), symbol: known ? texts.share(symbol) : undefined, line });
      },
      end: () => (processes.length === 0 ? undefined : { processes }),
    };
  },
});
