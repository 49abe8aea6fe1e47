import type { Catalog } from '../../src/catalog.ts';
import { type Answer, coverageOfModes, type ModeList } from './coverage.ts';
import { code, GENERATED, page, prose, table } from './markdown.ts';

/** What `npm run corpus` counts; the figures are those of its last run and stand nowhere else. */
const MEASURED: readonly string[] = [
  '',
  '## How the catalog is measured',
  '',
  '`npm run corpus` analyses real bundles and excerpts of public issues, each with what was agreed to be wrong, and counts',
  'in two ways. The goals (family found in 95 %, named first in 85 %) are about the first.',
  '',
  '- By bundle or excerpt: it is found when, for each failure that it expects, a rule of the same family holds. It is named',
  '  first when such a rule is the root of the first diagnosis or, where there is no diagnosis, the gravest symptom that',
  '  nothing explains, which is what the headline names; a node called healthy has none. How often it is a diagnosis',
  '  stands beside it.',
  '- By expected failure: the same with the rules of that failure alone.',
  '',
  'What a report cannot tell is not found, also where the excerpt does not show it. Mere remarks count as found or not, and',
  'not for the place; bundles that expect nothing count only for what they must not say. A grave diagnosis that is likely',
  'and has nothing to do with what is expected is a wrong root, in the corpus, the confounders and the healthy nodes.',
];

/** Which failure modes and which wordings the catalog covers, and why it leaves out the others. */
export function coveragePage(list: ModeList, catalog: Catalog): string {
  const modes = coverageOfModes(list, catalog);
  const wordings = new Map(Object.entries(list.signatures));
  const linked = (id: string): string => `[${id}](rules/${id}.md)`;
  return page([
    '# Coverage',
    '',
    GENERATED,
    '',
    `${told(modes)} of ${modes.size} failure modes of container hosts have a rule, ${told(wordings)} of ${wordings.size} wordings of logs a`,
    'signature. The others stand here with the reason. The list is `scripts/docs/modes.yaml`; a rule that bears a mode as an',
    'alias covers it.',
    '',
    '## Failure modes',
    '',
    ...rowsOf(modes, 'rules, or why there is none', linked),
    '',
    '## Rules beside the list',
    '',
    ...table(
      ['rule', 'for'],
      Object.entries(list.others).map(([id, what]) => [linked(id), prose(what)]),
    ),
    '',
    '## Wordings',
    '',
    ...rowsOf(wordings, 'signatures, or why there is none', code),
    ...MEASURED,
  ]);
}

const told = (answers: ReadonlyMap<string, Answer>): number =>
  [...answers.values()].filter((answer) => typeof answer !== 'string').length;

const rowsOf = (answers: ReadonlyMap<string, Answer>, head: string, shown: (id: string) => string): string[] =>
  table(
    ['id', head],
    [...answers].map(([id, answer]) => [
      code(id),
      typeof answer === 'string' ? prose(answer) : answer.map(shown).join(', '),
    ]),
  );
