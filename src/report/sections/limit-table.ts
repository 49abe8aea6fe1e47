import { meter } from '../charts/meter.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { formatAmount, formatPercent } from './headroom.ts';
import type { BarRow, BarTable } from './resources.ts';
import { capital } from './words.ts';

interface Row {
  readonly name: string;
  readonly object: string;
  readonly used: number;
  readonly limit: number;
  readonly unit: 'count' | 'bytes';
  readonly atLeast: boolean;
  readonly remark: string;
}

/** Nearer than this a limit has a row of its own. */
const WORTH_A_ROW = 0.1;

/** Limits, the nearest first, with what fails next; those that are far away are one sentence. */
export function limitTable(report: Report): BarTable[] {
  const rows = rowsOf(report);
  const near = rows.filter((row) => row.used / row.limit >= WORTH_A_ROW);
  const far = rows.filter((row) => row.used / row.limit < WORTH_A_ROW);
  const words = wordsOf(report);
  const { limits, farLimits } = words.tables;
  if (rows.length === 0) return [];
  return [
    {
      id: 'limits',
      title: limits.title,
      note: undefined,
      columns: limits.columns,
      rows: near.map(
        (row): BarRow => ({
          name: row.name,
          more: row.object === '' ? undefined : row.object,
          meter: meter(row.used, row.limit),
          value: useText(row, words),
          percent: formatPercent(row.used / row.limit),
          remark: row.remark,
        }),
      ),
      rest: far.length === 0 ? undefined : farLimits(far.map((r) => `${r.name} ${useText(r, words)}`)),
    },
  ];
}

function useText({ used, limit, unit, atLeast }: Row, { terms }: Words): string {
  const use = terms.ofTotal(formatAmount(used, unit), formatAmount(limit, unit));
  return atLeast ? terms.atLeast(use) : use;
}

/** Rules that watch one limit make one row; what a rule foresees is said with it. */
function rowsOf(report: Report): Row[] {
  const { predictions, resources } = report;
  const { terms } = wordsOf(report);
  const rows = new Map<string, Row>();
  const key = (used: number, limit: number): string => `${used}/${limit}`;
  // File systems have a table of their own.
  const disks = new Set(resources?.filesystems?.rows.map((f) => f.label));
  for (const p of predictions.filter(({ object }) => !disks.has(object))) {
    const at = key(p.used, p.limit);
    const next = capital(terms.sentence(p.next));
    const known = rows.get(at);
    if (known === undefined)
      rows.set(at, {
        name: p.title,
        object: p.object,
        used: p.used,
        limit: p.limit,
        unit: p.unit,
        atLeast: false,
        remark: next,
      });
    else if (!known.remark.includes(next))
      rows.set(at, { ...known, remark: [known.remark, next].join(terms.gap).trim() });
  }
  for (const limit of resources?.limits ?? []) {
    const at = key(limit.used, limit.limit);
    const known = rows.get(at);
    const [name, object] = [terms.named(limit.name), terms.named(limit.object)];
    // The name of the limit says more than the title of the rule that watches it.
    if (known !== undefined) rows.set(at, { ...known, name });
    else {
      const place = [object, limit.source ?? ''].filter((text) => text !== '').join(terms.semicolon);
      rows.set(at, { ...limit, name, object: place, atLeast: limit.atLeast === true, remark: '' });
    }
  }
  return [...rows.values()].sort((a, b) => b.used / b.limit - a.used / a.limit || (a.name < b.name ? -1 : 1));
}
