import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import { wordsOf } from '../words/words.ts';
import { epochOf } from './times.ts';

/** What the reader must know of later files that were read together with the bundle, one sentence each. */
export function addedLimits(report: Report): string[] {
  const { bundle } = report;
  const { limits, terms } = wordsOf(report);
  return (bundle.added ?? []).flatMap((file) => {
    const { name, taken, left, logs, sameNode, complete } = file;
    const brought = [
      ...(taken.length === 0 ? [] : [terms.someOf(taken, 6)]),
      ...(logs === 0 ? [] : [limits.logs(logs)]),
    ];
    return [
      limits.added(name, apartOf(file, bundle), brought),
      ...(left.length === 0 ? [] : [limits.leftAside(name, terms.someOf(left, 6))]),
      ...(sameNode === 'yes' ? [] : [limits.notSurelySame(name)]),
      ...(complete ? [] : [limits.addedIsCut(name)]),
    ];
  });
}

/** How far the two collections are apart, and which came first. */
function apartOf(
  { collectedAt }: NonNullable<Report['bundle']['added']>[number],
  bundle: Report['bundle'],
): { readonly gap: string; readonly isBefore: boolean } | undefined {
  const [first, later] = [epochOf(bundle.collectedAt), epochOf(collectedAt)];
  if (first === undefined || later === undefined) return undefined;
  return { gap: formatDuration(Math.abs(later - first)), isBefore: later < first };
}
