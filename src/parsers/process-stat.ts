import * as z from 'zod';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';
import { TextStore } from './text-store.ts';

/** All processes of the node at one moment. */
export const processStatSchema = () =>
  z.object({
    processes: z.array(
      z.object({
        pid: z.number().int(),
        /** Name of the main thread, cut by the kernel to 15 bytes (64 for kernel threads). */
        comm: z.string(),
        /** One letter: R running, S sleeping, D uninterruptible, Z zombie, T stopped, I idle kernel thread. */
        state: z.string(),
        ppid: z.number().int(),
        session: z.number().int(),
        /** PF_KTHREAD of the flags word: works in the kernel only. */
        isKernelThread: z.boolean(),
        /** CPU time in ticks, as are all times of a record. */
        userTicks: z.number(),
        systemTicks: z.number(),
        threads: z.number().int(),
        /** Start, in ticks after boot. */
        startedTicks: z.number(),
        line: z.number().int(),
      }),
    ),
  });
export type ProcessStat = z.infer<ReturnType<typeof processStatSchema>>;
type Row = ProcessStat['processes'][number];

const PF_KTHREAD = 0x0020_0000;
const START = /^(?:\/proc\/\d+\/stat:)?(\d+) \(/;
const STATE = /^ [A-Za-z] $/;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const BLANK = 0x20;
/** From the parent to the size, which no kernel leaves out. */
const MIN_FIELDS = 19;
/** A name of 64 bytes and the fields behind it; what is longer is not one record. */
const MAX_RECORD = 2_000;

/**
 * `/proc/<pid>/stat` of every process, proc(5), one record after the other:
 * `4711 (runc:[2:INIT]) S 4690 4711 4711 0 -1 1077936128 ... 20 0 5 0 52345 1269760000 2816 ...`
 * The name stands in parentheses and may itself hold blanks, parentheses and line feeds: it ends at the last `)`.
 */
export const processStat = lineParser({
  source: 'process_stat',
  schema: processStatSchema,
  sniff: (head) => /^(?:\/proc\/\d+\/stat:)?\d+ \([^\n]{1,64}\) [A-Za-z](?: -?\d+){19,}/.test(head),
  start(context) {
    const processes: Row[] = [];
    const bad = badLines(context, 'a process stat record');
    const room = rowLimit(context, 'processes');
    const texts = new TextStore();
    let pending = '';
    let pendingLine = 0;
    const take = (text: string, line: number): boolean => {
      const row = readRecord(text, line, texts);
      if (row !== undefined && room(text.length)) processes.push(row);
      return row !== undefined;
    };
    const drop = () => {
      if (pending !== '') bad(pendingLine, pending);
      pending = '';
    };
    return {
      line(text, number) {
        const joined = pending === '' ? text : `${pending}\n${text}`;
        if (take(joined, pending === '' ? number : pendingLine)) {
          pending = '';
          return;
        }
        if (pending !== '' && take(text, number)) return drop();
        if (pending === '' ? START.test(text) : joined.length < MAX_RECORD) {
          if (pending === '') pendingLine = number;
          pending = joined;
          return;
        }
        drop();
        if (START.test(text)) {
          pending = text;
          pendingLine = number;
        } else if (text !== '') bad(number, text);
      },
      end() {
        drop();
        return processes.length === 0 ? undefined : { processes };
      },
    };
  },
});

function readRecord(text: string, line: number, texts: TextStore): Row | undefined {
  const start = START.exec(text);
  const close = text.lastIndexOf(')');
  if (start === null || close < start[0].length || text.length > MAX_RECORD) return undefined;
  const comm = text.slice(start[0].length, close);
  // Longer than the kernel lets a name be: a broken record was joined with the one behind it.
  if (comm.length > (comm.includes('\n') ? 15 : 64)) return undefined;
  const state = text.charAt(close + 2);
  const fields = STATE.test(text.slice(close + 1, close + 4)) ? readNumbers(text, close + 4) : 0;
  if (fields < MIN_FIELDS) return undefined;
  // proc(5) counts from 1 for the pid; the first number behind the state is field 4. One figure beyond 31 bits, such as the
  // limit of the resident set, makes V8 keep all of them as floating point numbers, and each of a row would take 16 bytes.
  const field = (position: number) => {
    const value = numbers[position - 4] ?? 0;
    const small = value | 0;
    return small === value ? small : value;
  };
  return {
    pid: Number(start[1]),
    comm: texts.share(comm),
    state: texts.share(state),
    ppid: field(4),
    session: field(6),
    isKernelThread: (field(9) & PF_KTHREAD) !== 0,
    userTicks: field(14),
    systemTicks: field(15),
    threads: field(20),
    startedTicks: field(22),
    line,
  };
}

/** Those of one record at a time: an array for each of 20,000 tasks is 20 MB to collect. */
const numbers: number[] = [];

/** Reads the whole numbers from a position on, each behind one blank, and counts them; 0 where there is anything else. */
function readNumbers(text: string, from: number): number {
  let count = 0;
  let at = from;
  while (at < text.length) {
    const start = at;
    const isNegative = text.charCodeAt(at) === MINUS;
    if (isNegative) at++;
    let value = 0;
    const first = at;
    for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(++at))
      value = value * 10 + code - ZERO;
    if (at === first || (at < text.length && text.charCodeAt(at) !== BLANK)) return 0;
    // The limit of the resident set is 2^64-1 where there is none.
    numbers[count++] = Number.isSafeInteger(value) ? (isNegative ? -value : value) : Number(text.slice(start, at));
    at++;
  }
  return count;
}
