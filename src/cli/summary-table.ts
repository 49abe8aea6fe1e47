import { cut, visible } from '../lib/text.ts';
import type { Words } from '../report/words/words.ts';
import { columnsOf } from '../report/wrap.ts';
import { SEVERITIES } from '../rules/severity.ts';
import type { Summary } from './job.ts';

/** A name that is longer would push the other columns out of sight. */
const MAX_WIDTH = 60;

/** A bundle that could not be read, as the user named it. */
export interface Unread {
  readonly bundle: string;
}

/**
 * One row for each bundle: node, verdict, id of the root cause, since when; the worst first, those that are alike in the order
 * in which they were named. A bundle that could not be read stands before all: nobody knows how its node is.
 */
export function summaryTable(
  done: readonly Summary[],
  unread: readonly Unread[],
  { summary, terms }: Pick<Words, 'summary' | 'terms'>,
): string {
  const head = [summary.node, summary.verdict, summary.rootCause, summary.since];
  const sorted = [...done].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const rows = [
    head,
    ...unread.map(({ bundle }) => [bundle, summary.notRead, '-', '-']),
    ...sorted.map(({ node, verdict, root, since }) => [
      node,
      summary.status[verdict],
      root ?? '-',
      root === undefined ? '-' : (since ?? terms.notKnown),
    ]),
  ].map((cells) => cells.map((cell) => visible(cut(cell, MAX_WIDTH))));
  const widths = head.map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - columnsOf(cell)))
      .join('  ')
      .trimEnd(),
  );
  return `\n${lines.join('\n')}\n`;
}
