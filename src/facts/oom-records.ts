import { append } from '../lib/group-by.ts';
import type { Log } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import type { FactContext } from './fact.ts';
import { occurrencesInEveryLog, type ResolvedOccurrence } from './occurrences.ts';

/** A program in the table of an OOM report. */
export interface TableRow {
  readonly pid: number;
  readonly comm: string;
  readonly pages: number;
}

/** What one report of the kernel says beside the victim; sizes of memory are pages. */
export interface OomRecord {
  readonly memory: Readonly<Record<string, number>>;
  readonly huge: readonly { readonly pages: number; readonly kib: number }[];
  readonly usage: ReadonlyMap<string, { readonly usageKib: number; readonly limitKib: number }>;
  readonly task?: { readonly victim: string; readonly limit: string };
  readonly rows: readonly TableRow[];
}

/** A line of a log in which many look alike, by where it first stands and when it was written. */
interface LogIndex {
  readonly byRecord: Map<string, ResolvedOccurrence[]>;
  readonly victims: ResolvedOccurrence[];
  readonly rows: Map<number, ResolvedOccurrence[]>;
}

/** Lines from the table of programs to the line that names the victim, at most. */
const RECORD_LINES = 1000;

const GROUPS = ['oom_victim_record', 'oom_task_in_record', 'oom_usage_record', 'oom_memory', 'oom_table_row'] as const;

/** The report that ends with a kill; what is missing of it was not printed, or lies before the beginning of the log. */
export function oomRecordOf(kill: ResolvedOccurrence, context: FactContext): OomRecord {
  const index = context.once(indexLogs).get(kill.log);
  const line = kill.ref.line ?? 0;
  const record = index?.victims.find((o) => o.ref.line === line)?.captures.record;
  const lines = (record === undefined ? undefined : index?.byRecord.get(record)) ?? [];
  const of = (group: string) => lines.filter((o) => o.signature.group === group);
  const task = of('oom_task_in_record').at(-1)?.captures;
  return {
    memory: Object.assign({}, ...of('oom_memory').map((o) => sizesOf(o.captures))),
    huge: of('oom_memory').flatMap(({ captures: c }) =>
      c.huge_kib === undefined ? [] : [{ pages: Number(c.huge_pages), kib: Number(c.huge_kib) }],
    ),
    usage: usageOf(of('oom_usage_record')),
    ...(task === undefined ? {} : { task: { victim: task.task_cgroup ?? '', limit: task.limit_cgroup ?? '' } }),
    rows: rowsBefore(line, index),
  };
}

/** `memory`, `memory+swap` and `kmem` with use and limit. */
export function usageOf(lines: readonly ResolvedOccurrence[]): OomRecord['usage'] {
  return new Map(
    lines.map(({ captures: c }) => [c.what ?? '', { usageKib: Number(c.usage_kib), limitKib: Number(c.limit_kib) }]),
  );
}

const sizesOf = (captures: Readonly<Record<string, string>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(captures).flatMap(([name, text]) =>
      name === 'record' || name.startsWith('huge_') ? [] : [[name, Number(text)]],
    ),
  );

/** The rows of the last table that begins before a line, the largest first; each program once. */
function rowsBefore(line: number, index: LogIndex | undefined): TableRow[] {
  const begins = [...(index?.rows.keys() ?? [])].filter((at) => at < line && line - at <= RECORD_LINES);
  const rows = index?.rows.get(Math.max(...begins)) ?? [];
  const byPid = new Map(
    rows.map(({ captures: c }) => [Number(c.pid), { pid: Number(c.pid), comm: c.comm ?? '', pages: Number(c.rss) }]),
  );
  return [...byPid.values()].sort((a, b) => b.pages - a.pages || a.pid - b.pid);
}

function indexLogs(context: FactContext): ReadonlyMap<Document<Log>, LogIndex> {
  const logs = new Map<Document<Log>, LogIndex>();
  for (const o of GROUPS.flatMap((group) => occurrencesInEveryLog(context, group))) {
    const index: LogIndex = logs.get(o.log) ?? { byRecord: new Map(), victims: [], rows: new Map() };
    logs.set(o.log, index);
    const { record } = o.captures;
    if (record === undefined) continue;
    if (o.signature.group === 'oom_table_row') append(index.rows, Number(record), o);
    else append(index.byRecord, record, o);
    if (o.signature.group === 'oom_victim_record') index.victims.push(o);
  }
  return logs;
}

/** Lines around a kill are printed at once; journald and syslog may write them some seconds later. */
const SAME_MOMENT = 5;

/**
 * The last of some lines that was written with or shortly before a kill in the same log. Lines that are equal are known
 * by their first place and by their times.
 */
export function lastBefore(
  lines: readonly ResolvedOccurrence[],
  kill: ResolvedOccurrence,
): ResolvedOccurrence | undefined {
  const at = kill.ref.line ?? 0;
  const inLog = lines.filter((o) => o.log === kill.log);
  const before = inLog.filter(({ ref }) => (ref.line ?? 0) <= at && at - (ref.line ?? 0) <= RECORD_LINES);
  const second = kill.stated.first?.seconds;
  const again = inLog.filter((o) => o.count > 1 && second !== undefined && repeatsAt(o, second));
  const [nearest] = before.sort((a, b) => (b.ref.line ?? 0) - (a.ref.line ?? 0));
  return again.length === 1 ? again[0] : (nearest ?? again[0]);
}

function repeatsAt({ stated }: ResolvedOccurrence, second: number): boolean {
  const { times } = stated;
  if (times === undefined) return false;
  return times.counts.some(([at]) => {
    const from = at * times.step;
    return second >= from - SAME_MOMENT && second < from + times.step + SAME_MOMENT;
  });
}
