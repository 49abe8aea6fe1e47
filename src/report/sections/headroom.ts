import { formatBytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/text.ts';
import type { Report } from '../model.ts';

/** How far one kernel limit is. */
export interface HeadroomRow {
  readonly title: string;
  readonly id: string;
  readonly object: string;
  readonly used: string;
  readonly limit: string;
  readonly percent: string;
  /** Full, near, or far: colours only, the number says the same. */
  readonly level: 'full' | 'near' | 'far';
  readonly next: string;
}

const NEAR = 0.8;

/** The nearest limit first. */
export function headroomRows(report: Report): HeadroomRow[] {
  return [...report.predictions]
    .sort((a, b) => b.ratio - a.ratio)
    .map((p) => ({
      title: p.title,
      id: p.id,
      object: p.object,
      used: formatAmount(p.used, p.unit),
      limit: formatAmount(p.limit, p.unit),
      percent: formatPercent(p.ratio),
      level: p.ratio >= 1 ? 'full' : p.ratio >= NEAR ? 'near' : 'far',
      next: p.next,
    }));
}

/** `60,793`, or `37.6 GiB` of what is counted in bytes. */
export function formatAmount(amount: number, unit: Report['predictions'][number]['unit']): string {
  return unit === 'bytes' ? formatBytes(amount) : formatCount(amount);
}

/** `92%`; only what is full reads 100%. `0.4%` below one, and `<0.1%` is not nothing. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  if (percent > 0 && percent < 1) return `${Math.round(percent * 10) / 10}%`;
  return `${percent < 100 ? Math.min(99, Math.round(percent)) : Math.floor(percent)}%`;
}
