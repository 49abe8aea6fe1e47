import type { PsProcess } from './ps.ts';

/** Positions of the columns that matter, by the titles of the header. */
export interface PsColumns {
  readonly titles: readonly string[];
  readonly pid: number;
  readonly ppid: number | undefined;
  readonly user: number | undefined;
  readonly state: number | undefined;
  readonly cpu: number | undefined;
  readonly rss: number | undefined;
  readonly vsz: number | undefined;
  readonly threads: number | undefined;
  readonly lwp: number | undefined;
  readonly started: number | undefined;
  readonly wchan: number | undefined;
  readonly command: number;
}

export interface PsRow {
  /** Undefined for the row of a thread, which shows `-`. */
  readonly pid: number | undefined;
  readonly state: string | undefined;
  readonly cells: readonly string[];
}

const COMMAND = ['COMMAND', 'CMD', 'ARGS'];

/** The columns of a ps header, or undefined for any other line. */
export function readPsHeader(line: string): PsColumns | undefined {
  if (!/(?:^|\s)PID(?:\s|$)/.test(line) || line.length > 2_000) return undefined;
  const titles = line.trim().split(/\s+/);
  if (titles.some((title) => !/^%?[A-Z][A-Z0-9_-]{0,19}%?$|^[FSC]$/.test(title))) return undefined;
  const at = (...names: string[]) => {
    const index = titles.findIndex((title) => names.includes(title));
    return index === -1 ? undefined : index;
  };
  const command = at(...COMMAND);
  const pid = at('PID');
  if (pid === undefined || command === undefined) return undefined;
  return {
    titles,
    pid,
    ppid: at('PPID'),
    user: at('USER', 'UID', 'EUSER', 'RUSER'),
    state: at('STAT', 'S', 'STATE'),
    cpu: at('%CPU', 'PCPU'),
    rss: at('RSS', 'RSZ', 'RESMEM'),
    vsz: at('VSZ', 'VSIZE', 'VIRTMEM'),
    threads: at('NLWP', 'THCNT', 'THREADS'),
    lwp: at('LWP', 'SPID', 'TID'),
    started: at('START', 'STIME', 'STARTED', 'LSTART'),
    wchan: at('WCHAN'),
    command,
  };
}

/** One row under its header, cut into cells. The last column takes the rest of the line; a date in STARTED is one cell. */
export function readPsRow(line: string, columns: PsColumns): PsRow | undefined {
  const cells = cut(line, columns);
  const pidText = cells[columns.pid];
  if (pidText === undefined || cells[columns.command] === undefined || !/^(?:\d{1,10}|-)$/.test(pidText))
    return undefined;
  return { pid: pidText === '-' ? undefined : Number(pidText), state: cell(cells, columns.state), cells };
}

/** Returns one string for all equal ones: users, states and dates repeat in every row of a listing. */
export type Intern = (text: string | undefined) => string | undefined;

/** The process of a row. All fields are there from the start: objects that grow later take twice the memory. */
export function processOf(
  { state, cells }: PsRow,
  pid: number,
  line: number,
  columns: PsColumns,
  intern: Intern,
): PsProcess {
  const ppid = number(cell(cells, columns.ppid));
  const vszBytes = kibibytes(cell(cells, columns.vsz));
  const rssBytes = kibibytes(cell(cells, columns.rss));
  // `ps f` draws the tree in front of the command.
  const command = (cells[columns.command] ?? '').replace(/^(?:[ |]|\\_)+/, '').trimEnd();
  return {
    pid,
    ppid,
    user: intern(cell(cells, columns.user)),
    state: intern(state),
    cpuPercent: number(cell(cells, columns.cpu)),
    rssBytes,
    vszBytes,
    threads: number(cell(cells, columns.threads)),
    blockedThreads: columns.lwp === undefined ? undefined : state?.startsWith('D') ? 1 : 0,
    startedText: intern(cell(cells, columns.started)),
    wchan: intern(cell(cells, columns.wchan)),
    command,
    isKernelThread: isKernelThread({ pid, ppid, state, vszBytes, rssBytes, command }),
    line,
  };
}

function cell(cells: readonly string[], index: number | undefined): string | undefined {
  const text = index === undefined ? undefined : cells[index];
  return text === undefined || text === '' || text === '-' ? undefined : text;
}

/** Splits at blanks up to the last column, which keeps its blanks. */
function cut(line: string, columns: PsColumns): string[] {
  const cells: string[] = [];
  let position = 0;
  for (let column = 0; column < columns.titles.length; column++) {
    while (line[position] === ' ' || line[position] === '\t') position++;
    if (position >= line.length) break;
    if (column === columns.titles.length - 1) {
      cells.push(line.slice(position));
      break;
    }
    const isSize = column === columns.rss || column === columns.vsz;
    const pattern = column === columns.started ? STARTED_CELL : isSize ? SIZE_CELL : CELL;
    pattern.lastIndex = position;
    const text = pattern.exec(line)?.[0] ?? '';
    cells.push(text);
    position += text.length;
  }
  return cells;
}

const CELL = /\S+/y;
/** `58 MB` of talosctl, or one word. */
const SIZE_CELL = /\d{1,4}(?:\.\d)? [kMGTPE]?B(?= )|\S+/y;
/** `Wed May 14 04:21:51 2025` of lstart, `May 14` of start, or one word. */
const STARTED_CELL = /[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4}|[A-Z][a-z]{2} +\d{1,2}(?= )|\S+/y;

function isKernelThread(row: {
  pid: number | undefined;
  ppid: number | undefined;
  state: string | undefined;
  vszBytes: number | undefined;
  rssBytes: number | undefined;
  command: string;
}): boolean {
  // A zombie has no memory either, and ps puts its name in brackets as well.
  if (/^[ZX]/.test(row.state ?? '') || row.command.endsWith('<defunct>')) return false;
  if (row.vszBytes !== undefined && row.vszBytes > 0) return false;
  if (row.ppid !== undefined) return row.pid === 2 || row.ppid === 2;
  if (row.vszBytes !== undefined) return (row.rssBytes ?? 0) === 0;
  return /^\[.+\]$/.test(row.command);
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}

/** procps counts memory in KiB; busybox shortens large values to `12m` or `1g`; talosctl prints `58 MB` of 10^6 bytes. */
function kibibytes(text: string | undefined): number | undefined {
  const [, amount, prefix = ''] = /^(\d{1,4}(?:\.\d)?) ([kMGTPE]?)B$/.exec(text ?? '') ?? [];
  if (amount !== undefined) return Number(amount) * 1000 ** ' kMGTPE'.indexOf(prefix || ' ');
  const match = /^(\d{1,15}(?:\.\d{1,2})?)([mgt]?)$/.exec(text ?? '');
  if (match?.[1] === undefined) return undefined;
  const power = ['', 'm', 'g', 't'].indexOf(match[2] ?? '') + 1;
  return Number(match[1]) * 1024 ** power;
}
