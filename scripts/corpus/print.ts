import { groupBy } from '../../src/lib/group-by.ts';
import type { ExpectedOutcome } from '../../test/corpus/judge.ts';
import type { Score } from '../../test/corpus/score.ts';
import type { Outcome } from './outcome.ts';

const MAX_LINES = 8;
const MAX_HEADLINE = 110;

/** The lines on one bundle or excerpt: what it was read as, what was found, and what to look at. */
export function linesOf({ name, analysed, peakBytes, recognition, judgement, score }: Outcome): string[] {
  const facts = [`${(analysed.milliseconds / 1000).toFixed(1)} s`];
  if (peakBytes !== undefined) facts.push(`${Math.round(peakBytes / 2 ** 20)} MiB`);
  if (recognition !== undefined)
    facts.push(
      `recognised ${recognition.recognised} of ${recognition.known} ${share(recognition.recognised, recognition.known)}`,
    );
  const lines: string[] = [];
  if ('report' in analysed) {
    const { bundle, verdict, diagnoses } = analysed.report;
    lines.push(`${name}: ${bundle.layout}, ${bundle.entries} entries, ${facts.join(', ')}`);
    const [top] = diagnoses;
    const cause = top === undefined ? 'no diagnosis' : `${top.id} (${top.confidence.word}, ${top.severity})`;
    lines.push(`  ${verdict.status}: ${cause}; ${verdict.headline.slice(0, MAX_HEADLINE)}`);
  } else lines.push(`${name}: no report, ${facts.join(', ')}`);
  lines.push(
    ...judgement.expected.map(
      (e) =>
        `  expected ${e.id}: ${e.outcome}${e.rules.length > 0 ? ` (${e.rules.join(', ')})` : ''}${rankOf(e.id, score)}`,
    ),
    ...few((score?.wrongRoots ?? []).map((text) => `  WRONG ROOT ${text}`)),
    ...few(judgement.wrong.map((text) => `  WRONG ${text}`)),
    ...few(judgement.unnamed.map((text) => `  not in the manifest: ${text}`)),
    ...few((recognition?.lost ?? []).map((text) => `  not recognised: ${text}`)),
    ...few((recognition?.unreadable ?? []).map((text) => `  recognised, not readable: ${text}`)),
    ...few((recognition?.unread ?? []).map((path) => `  nothing reads the evidence in ${path}`)),
  );
  return lines;
}

function rankOf(id: string, score: Score | undefined): string {
  const expected = score?.expected.find((e) => e.id === id);
  if (expected === undefined) return ', not scored';
  return expected.rank === undefined ? '' : `, rank ${expected.rank}`;
}

const few = (lines: readonly string[]): string[] =>
  lines.length <= MAX_LINES ? [...lines] : [...lines.slice(0, MAX_LINES), `  … and ${lines.length - MAX_LINES} more`];

const share = (part: number, whole: number): string =>
  whole === 0 ? '' : `(${Math.floor((part / whole) * 1000) / 10} %)`;

/** Sums over everything, then what is expected and not found yet, the most frequent first. */
export function totalsOf(outcomes: readonly Outcome[]): string[] {
  const expected = outcomes.flatMap(({ name, judgement }) => judgement.expected.map((e) => ({ ...e, name })));
  const count = (outcome: ExpectedOutcome['outcome']): number => expected.filter((e) => e.outcome === outcome).length;
  const sum = (value: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + value(one), 0);
  const known = sum(({ recognition }) => recognition?.known ?? 0);
  const recognised = sum(({ recognition }) => recognition?.recognised ?? 0);
  const seconds = sum(({ analysed }) => analysed.milliseconds) / 1000;
  return [
    `${outcomes.length} analysed in ${seconds.toFixed(1)} s, ${sum(({ judgement }) => judgement.wrong.length)} wrong, ${sum(({ judgement }) => judgement.unnamed.length)} findings of high severity that the manifest does not name`,
    `recognised ${recognised} of ${known} entries of known kinds ${share(recognised, known)}`,
    `expected failures: ${count('found')} found, ${count('unknown')} cannot be told from what is there, ${count('missed')} missed, ${count('no rule yet')} without a rule`,
    ...byId(expected, 'unknown').map(
      ([id, names]) => `expected, cannot be told: ${id} (${cases(names.length)}: ${names.join(', ')})`,
    ),
    ...byId(expected, 'missed').map(
      ([id, names]) => `expected, missed: ${id} (${cases(names.length)}: ${names.join(', ')})`,
    ),
    ...byId(expected, 'no rule yet').map(
      ([id, names]) => `expected, no rule yet: ${id} (${cases(names.length)}: ${names.join(', ')})`,
    ),
  ];
}

const cases = (count: number): string => (count === 1 ? '1 case' : `${count} cases`);

function byId(
  expected: readonly (ExpectedOutcome & { readonly name: string })[],
  outcome: ExpectedOutcome['outcome'],
): [string, string[]][] {
  const groups = groupBy(
    expected.filter((e) => e.outcome === outcome),
    ({ id }) => id,
  );
  return [...groups]
    .map(([id, list]): [string, string[]] => [id, list.map(({ name }) => name)])
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
}
