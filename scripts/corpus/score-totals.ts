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
 * The score, and behind it every item that lowers it. An expected failure that cannot be told from what is there is not
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
    `score over ${expected.length} expected failures of ${items.length} items whose truth is agreed or likely:`,
    `  found: ${count((e) => e.found)}; a rule of its family holds: ${count((e) => e.familyFound)} (goal: ${GOALS.found} % at least)`,
    `  first diagnosis: ${count((e) => e.rank === 1, ranked)}; of those found: ${count(
      (e) => e.rank === 1,
      ranked.filter((e) => e.found),
    )} (goal: ${GOALS.first} % at least)`,
    `  first diagnosis, or the first unexplained symptom where there is none: ${count((e) => e.saidFirst, ranked)}`,
    `  with a wrong root: ${part(wrong.length, judged.length)} of corpus, confounder and healthy cases (goal: ${GOALS.wrong} % at most)`,
    `  healthy bundles of the corpus with a critical or high diagnosis: ${part(accused.length, healthy.length)} (goal: none)`,
    `  forbidden statements: ${forbidden.length} (goal: none)`,
    ...wrong.map(({ name, wrongRoots }) => `wrong root: ${name}: ${wrongRoots.join(', ')}`),
    ...accused.map(({ name, score }) => `healthy and accused: ${name}: ${score.accused?.join(', ')}`),
    ...forbidden.map((text) => `forbidden: ${text}`),
    ...expected.filter((e) => !e.found).map(({ name, id, limit = '' }) => `not found: ${name}: ${id}: ${limit}`),
    ...ranked
      .filter((e) => e.found && e.rank !== 1)
      .map(({ name, id, limit = '' }) => `found, not the first diagnosis: ${name}: ${id}: ${limit}`),
  ];
}

const wrongOfItem = ({ name, score }: ScoredItem): OwnCase => ({ name, wrongRoots: score.wrongRoots });

const part = (some: number, all: number): string =>
  all === 0 ? '0 of 0' : `${some} of ${all} (${Math.floor((some / all) * 1000) / 10} %)`;
