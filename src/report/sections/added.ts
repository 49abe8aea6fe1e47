import { plural } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import { epochOf } from './times.ts';
import { someOf } from './words.ts';

/** What the reader must know of later files that were read together with the bundle, one sentence each. */
export function addedLimits({ bundle }: Report): string[] {
  return (bundle.added ?? []).flatMap((file) => {
    const { name, taken, left, logs, sameNode, complete } = file;
    const brought = [
      ...(taken.length === 0 ? [] : [someOf(taken, 6)]),
      ...(logs === 0 ? [] : [plural(logs, 'log')]),
    ].join(' and ');
    return [
      `The file ${name}${momentOf(file, bundle)} brings ${brought === '' ? 'nothing that the bundle lacks' : brought}`,
      ...(left.length === 0 ? [] : [`Left aside from ${name}, because the bundle has them: ${someOf(left, 6)}`]),
      ...(sameNode === 'yes' ? [] : [`Nothing in ${name} tells that it is of this node and of this boot`]),
      ...(complete ? [] : [`The file ${name} is cut: what comes after the cut is not in it`]),
    ];
  });
}

/** `, collected 2 h later,` */
function momentOf({ collectedAt }: NonNullable<Report['bundle']['added']>[number], bundle: Report['bundle']): string {
  const [first, later] = [epochOf(bundle.collectedAt), epochOf(collectedAt)];
  if (first === undefined || later === undefined) return '';
  const apart = formatDuration(Math.abs(later - first));
  return `, collected ${apart} ${later < first ? 'before the bundle' : 'later'},`;
}
