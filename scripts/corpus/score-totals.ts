import type { ExpectedScore, Score } from '../../test/corpus/score.ts';
import type { OwnCase } from './own-cases.ts';

/** A scored item of the corpus. */
export interface ScoredItem {
  readonly name: string;
  readonly score: Score;
}

/** The goals that the catalog is held to, in percent; the first two are at least, the others at most. */
const GOALS = { found: 95, first: 85, wrong: 2 };

/**
 * The score, and behind it every item that lowers it. The goals are about items, by family (`item-score.ts`); below them
 * the same is counted for each expected failure by its own rules. A failure that cannot be told from what is there is not
 * found. What the manifest calls a remark has to be found and not to be ranked, since no remark is a cause.
 */
export function scoreLines(items: readonly ScoredItem[], own: readonly OwnCase[]): string[] {
  const expected = items.flatMap(({ name, score }) => score.expected.map((e) => ({ name, ...e })));
  const ranked = expected.filter(({ remark }) => !remark);
  const judged = [...items.filter(({ score }) => score.rootsKnown).map(wrongOfItem), ...own];
  const wrong = judged.filter(({ wrongRoots }) => wrongRoots.length > 0);
  const healthy = items.filter(({ score }) => score.accused !== undefined);
  const accused = healthy.filter(({ score }) => (score.accused ?? []).length > 0);
  const forbidden = items.flatMap(({ score }) => score.forbidden);
  const count = (test: (e: ExpectedScore) => boolean | undefined, list: readonly ExpectedScore[] = expected): string =>
    part(list.filter(test).length, list.length);
  return [
    ...linesOfItems(items),
    `score over ${expected.length} expected failures, each by its own rules:`,
    `  found: ${count((e) => e.found)}; a rule of its family holds: ${count((e) => e.familyFound)}`,
    `  first diagnosis: ${count((e) => e.rank === 1, ranked)}; of those found: ${count(
      (e) => e.rank === 1,
      ranked.filter((e) => e.found),
    )}`,
    `  first diagnosis, or where there is none what the headline names: ${count((e) => e.saidFirst, ranked)}`,
    'score over all cases:',
    `  with a wrong root: ${part(wrong.length, judged.length)} of corpus, confounder and healthy cases (goal: ${GOALS.wrong} % at most)`,
    `  healthy bundles of the corpus with a critical or high diagnosis: ${part(accused.length, healthy.length)} (goal: none)`,
    `  forbidden statements: ${forbidden.length} (goal: none)`,
    ...wrong.map(({ name, wrongRoots }) => `wrong root: ${name}: ${wrongRoots.join(', ')}`),
    ...accused.map(({ name, score }) => `healthy and accused: ${name}: ${score.accused?.join(', ')}`),
    ...forbidden.map((text) => `forbidden: ${text}`),
    ...expected.filter((e) => !e.found).map(({ name, id, limit = '' }) => `not found: ${name}: ${id}: ${limit}`),
    ...ranked
      .filter((e) => e.found && e.rank !== 1)
      .map(
        ({ name, id, saidFirst, limit = '' }) =>
          `found, ${saidFirst ? 'named first, no diagnosis' : 'not named first'}: ${name}: ${id}: ${limit}`,
      ),
  ];
}

/** The goals, in the words in which they were set: over bundles and excerpts, by the expected family. */
function linesOfItems(items: readonly ScoredItem[]): string[] {
  const scored = items.flatMap(({ score }) => score.item ?? []);
  const placed = scored.filter(({ namedFirst }) => namedFirst !== undefined);
  return [
    `score over ${scored.length} bundles and excerpts that expect something, of ${items.length} whose truth is agreed or likely:`,
    `  expected family found: ${part(scored.filter(({ found }) => found).length, scored.length)} (goal: ${GOALS.found} % at least)`,
    `  named first, ${scored.length - placed.length} that expect only remarks left out: ${part(
      placed.filter(({ namedFirst }) => namedFirst).length,
      placed.length,
    )} (goal: ${GOALS.first} % at least); as the first diagnosis: ${part(
      placed.filter(({ firstDiagnosis }) => firstDiagnosis).length,
      placed.length,
    )}`,
  ];
}

const wrongOfItem = ({ name, score }: ScoredItem): OwnCase => ({ name, wrongRoots: score.wrongRoots });

const part = (some: number, all: number): string =>
  all === 0 ? '0 of 0' : `${some} of ${all} (${Math.floor((some / all) * 1000) / 10} %)`;
