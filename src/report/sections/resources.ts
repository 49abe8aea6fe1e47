import { formatBytes } from '../../lib/bytes.ts';
import { formatCount, plural } from '../../lib/text.ts';
import { type Meter, meter } from '../charts/meter.ts';
import type { Report, ReportResources } from '../model.ts';
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
export function resourceTables(report: Report): BarTable[] {
  const { resources } = report;
  return [
    ...limitTable(report),
    ...(resources === undefined
      ? []
      : [
          ...filesystemTable(resources.filesystems),
          ...mountTables(resources.mounts),
          ...threadTable(resources.tasks),
          ...memoryTable(resources.memory),
        ]),
  ];
}

const MAX_FILESYSTEMS = 5;
const WORTH_A_ROW = 0.1;

function filesystemTable(filesystems: ReportResources['filesystems']): BarTable[] {
  if (filesystems === undefined) return [];
  const rows = filesystems.rows.slice(0, MAX_FILESYSTEMS).flatMap((f) => {
    const deleted = f.deletedBytes ?? 0;
    const held = deleted > 0 ? `${formatBytes(deleted)} held by deleted files` : undefined;
    return [
      ...useRow({ name: f.label, more: [held, f.source], use: f.bytes, unit: 'bytes' }),
      ...useRow({ name: f.label, more: ['inodes', f.source], use: f.inodes, unit: 'count' }),
    ];
  });
  if (rows.length === 0) return [];
  const shown = Math.min(filesystems.total, MAX_FILESYSTEMS);
  return [
    {
      id: 'disks',
      title: 'Disks and file systems in memory',
      note: `${plural(filesystems.total, 'file system')}, the ${shown === 1 ? 'fullest' : `${shown} fullest`} shown, of them what is at least 10 % full.`,
      columns: ['File system', 'Full', 'Used', '%', 'Left'],
      rows,
      rest: undefined,
    },
  ];
}

function useRow(row: {
  readonly name: string;
  readonly more: readonly (string | undefined)[];
  readonly use: { readonly used: number; readonly limit: number } | undefined;
  readonly unit: 'bytes' | 'count';
}): BarRow[] {
  const { use, unit } = row;
  if (use === undefined || use.used / use.limit < WORTH_A_ROW) return [];
  return [
    {
      name: row.name,
      more: row.more.filter((part) => part !== undefined).join('; ') || undefined,
      meter: meter(use.used, use.limit),
      value: `${formatAmount(use.used, unit)} of ${formatAmount(use.limit, unit)}`,
      percent: formatPercent(use.used / use.limit),
      remark: formatAmount(Math.max(0, use.limit - use.used), unit),
    },
  ];
}

/** Below this a mount table is that of an ordinary node. */
const MANY_MOUNTS = 1000;

function mountTables(mounts: ReportResources['mounts']): BarTable[] {
  const most = mounts?.largest[0]?.mounts ?? 0;
  if (mounts === undefined || most < Math.min(MANY_MOUNTS, (mounts.limit ?? Infinity) * WORTH_A_ROW)) return [];
  const end = mounts.limit ?? most;
  const named = mounts.limit === undefined ? '' : ` of ${formatCount(mounts.limit)}`;
  const percent = (n: number, of: number): string => formatPercent(of > 0 ? n / of : 0);
  return [
    {
      id: 'mounts',
      title: 'Mounts by namespace',
      note: `${plural(mounts.namespaces, 'mount namespace')} read, the ${plural(mounts.largest.length, 'largest', 'largest')} shown; the limit holds for each of them alone.`,
      columns: ['Namespace of', 'Of the limit', 'Mounts', '%', 'Next mount'],
      rows: mounts.largest
        .filter((n) => n.mounts * 20 >= most)
        .map((n) => ({
          name: n.label,
          more: n.mostCopies > 2 ? `${n.mostCopied} is there ${formatCount(n.mostCopies)} times` : undefined,
          meter: meter(n.mounts, end, mounts.limit !== undefined),
          value: `${formatCount(n.mounts)}${named}`,
          percent: percent(n.mounts, end),
          remark:
            n.nextMountCost === undefined
              ? 'cost not known'
              : n.nextMountCost === 0
                ? 'adds nothing here'
                : `adds ${plural(n.nextMountCost, 'entry', 'entries')} here`,
        })),
      rest: undefined,
    },
    {
      id: 'mount-places',
      title: 'What these mounts are',
      note: `The ${formatCount(most)} mounts of ${mounts.largest[0]?.label ?? ''}, by where they lie.`,
      columns: ['Where', 'Share', 'Mounts', '%', ''],
      rows: mounts.places.map(({ place, mounts: count }) => ({
        name: place,
        more: undefined,
        meter: meter(count, most, false),
        value: formatCount(count),
        percent: percent(count, most),
        remark: '',
      })),
      rest: undefined,
    },
  ];
}

const MANY_THREADS = 1000;

function threadTable(tasks: ReportResources['tasks']): BarTable[] {
  if (tasks === undefined || tasks.threads < MANY_THREADS) return [];
  return [
    {
      id: 'threads',
      title: 'Threads of the kernel',
      note: `${formatCount(tasks.threads)} of ${plural(tasks.total, 'task')}; kinds below 1 % are left out.`,
      columns: ['Kind', 'Share', 'Threads', '%', ''],
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

function memoryTable(memory: ReportResources['memory']): BarTable[] {
  if (memory === undefined || memory.parts.length === 0) return [];
  return [
    {
      id: 'memory',
      title: 'Memory',
      note: `${formatBytes(memory.total)} in all; the parts overlap and do not add up.`,
      columns: ['Part', 'Share', 'Bytes', '%', ''],
      rows: memory.parts.map(({ name, bytes }) => ({
        name,
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
