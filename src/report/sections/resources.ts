import { formatBytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/text.ts';
import { type Meter, meter } from '../charts/meter.ts';
import type { Report, ReportResources } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { formatAmount, formatPercent } from './headroom.ts';
import { limitTable } from './limit-table.ts';

/** A table whose rows have a bar each; the numbers stand beside it. */
export interface BarTable {
  readonly id: string;
  readonly title: string;
  readonly note: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly BarRow[];
  /** What is not worth a row. */
  readonly rest: string | undefined;
}

/** A table that needs the whole width for its names and remarks. */
export interface SizedTable extends BarTable {
  readonly isWide: boolean;
}

/** Longer than these, in characters, a text beside bars would take many lines of a half page. */
const LONG_NAME = 40;
const LONG_REMARK = 20;
/** Numbers are not broken: longer ones, as of inodes, would push the last column off the page. */
const LONG_VALUE = 20;

export interface BarRow {
  readonly name: string;
  readonly more: string | undefined;
  readonly meter: Meter;
  readonly value: string;
  readonly percent: string;
  /** What comes next, or where the number was read. */
  readonly remark: string;
}

/** Pictures of what the node has and uses; what is far from any limit is one sentence, not a row. */
export function resourceTables(report: Report): SizedTable[] {
  return tablesOf(report).map((table) => ({ ...table, isWide: table.rows.some(isLong) }));
}

const isLong = ({ name, more = '', value, remark }: BarRow): boolean =>
  name.length > LONG_NAME || more.length > LONG_NAME || value.length > LONG_VALUE || remark.length > LONG_REMARK;

function tablesOf(report: Report): BarTable[] {
  const { resources } = report;
  const words = wordsOf(report);
  return [
    ...limitTable(report),
    ...(resources === undefined
      ? []
      : [
          ...filesystemTable(resources.filesystems, words),
          ...mountTables(resources.mounts, words),
          ...threadTable(resources.tasks, words),
          ...memoryTable(resources.memory, words),
        ]),
  ];
}

const MAX_FILESYSTEMS = 5;
const WORTH_A_ROW = 0.1;

function filesystemTable(filesystems: ReportResources['filesystems'], words: Words): BarTable[] {
  const { tables } = words;
  if (filesystems === undefined) return [];
  const rows = filesystems.rows.slice(0, MAX_FILESYSTEMS).flatMap((f) => {
    const deleted = f.deletedBytes ?? 0;
    const held = deleted > 0 ? tables.heldByDeleted(formatBytes(deleted)) : undefined;
    return [
      ...useRow({ name: f.label, more: [held, f.source], use: f.bytes, unit: 'bytes' }, words),
      ...useRow(
        { name: f.label, more: [tables.inodes, f.inodesSource ?? f.source], use: f.inodes, unit: 'count' },
        words,
      ),
    ];
  });
  if (rows.length === 0) return [];
  const shown = Math.min(filesystems.total, MAX_FILESYSTEMS);
  return [
    {
      id: 'disks',
      ...tables.disks,
      note: tables.disksNote(filesystems.total, shown),
      rows,
      rest: undefined,
    },
  ];
}

function useRow(
  row: {
    readonly name: string;
    readonly more: readonly (string | undefined)[];
    readonly use: { readonly used: number; readonly limit: number } | undefined;
    readonly unit: 'bytes' | 'count';
  },
  { terms }: Words,
): BarRow[] {
  const { use, unit } = row;
  if (use === undefined || use.used / use.limit < WORTH_A_ROW) return [];
  return [
    {
      name: row.name,
      more: row.more.filter((part) => part !== undefined).join(terms.semicolon) || undefined,
      meter: meter(use.used, use.limit),
      value: terms.ofTotal(formatAmount(use.used, unit), formatAmount(use.limit, unit)),
      percent: formatPercent(use.used / use.limit),
      remark: formatAmount(Math.max(0, use.limit - use.used), unit),
    },
  ];
}

/** Below this a mount table is that of an ordinary node. */
const MANY_MOUNTS = 1000;

function mountTables(mounts: ReportResources['mounts'], words: Words): BarTable[] {
  const most = mounts?.largest[0]?.mounts ?? 0;
  if (mounts === undefined || most < Math.min(MANY_MOUNTS, (mounts.limit ?? Infinity) * WORTH_A_ROW)) return [];
  return [namespaceTable(mounts, most, words), placeTable(mounts, most, words)];
}

const share = (n: number, of: number): string => formatPercent(of > 0 ? n / of : 0);

type Mounts = NonNullable<ReportResources['mounts']>;

function namespaceTable({ limit, namespaces, largest }: Mounts, most: number, { tables, terms }: Words): BarTable {
  const end = limit ?? most;
  const shown = largest.filter((n) => n.mounts * 20 >= most);
  return {
    id: 'mounts',
    ...tables.mounts,
    note: tables.mountsNote(namespaces, shown.length),
    rows: shown.map((n) => ({
      name: n.label,
      more: n.mostCopies > 2 ? tables.copies(n.mostCopied, n.mostCopies) : undefined,
      meter: meter(n.mounts, end, limit !== undefined),
      value: limit === undefined ? formatCount(n.mounts) : terms.ofTotal(formatCount(n.mounts), formatCount(limit)),
      percent: share(n.mounts, end),
      remark: tables.mountCost(n.nextMountCost),
    })),
    rest: undefined,
  };
}

function placeTable({ largest, places }: Mounts, most: number, { tables, terms }: Words): BarTable {
  return {
    id: 'mount-places',
    ...tables.places,
    note: tables.placesNote(formatCount(most), largest[0]?.label ?? ''),
    rows: places.map(({ place, mounts: count }) => ({
      name: terms.named(place),
      more: undefined,
      meter: meter(count, most, false),
      value: formatCount(count),
      percent: share(count, most),
      remark: '',
    })),
    rest: undefined,
  };
}

const MANY_THREADS = 1000;

function threadTable(tasks: ReportResources['tasks'], { tables }: Words): BarTable[] {
  if (tasks === undefined || tasks.threads < MANY_THREADS) return [];
  return [
    {
      id: 'threads',
      ...tables.threads,
      note: tables.threadsNote(tasks.threads, tasks.total),
      rows: tasks.kinds
        .filter(({ count }) => count * 100 >= tasks.threads)
        .map(({ kind, count }) => ({
          name: kind,
          more: undefined,
          meter: meter(count, tasks.threads, false),
          value: formatCount(count),
          percent: formatPercent(count / tasks.threads),
          remark: '',
        })),
      rest: undefined,
    },
  ];
}

function memoryTable(memory: ReportResources['memory'], { tables, terms }: Words): BarTable[] {
  if (memory === undefined || memory.parts.length === 0) return [];
  return [
    {
      id: 'memory',
      ...tables.memory,
      note: tables.memoryNote(formatBytes(memory.total)),
      rows: memory.parts.map(({ name, bytes }) => ({
        name: terms.named(name),
        more: undefined,
        meter: meter(bytes, memory.total, false),
        value: formatBytes(bytes),
        percent: formatPercent(bytes / memory.total),
        remark: '',
      })),
      rest: undefined,
    },
  ];
}
