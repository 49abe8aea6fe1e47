import type { Catalog } from '../../src/catalog.ts';
import { type Answer, coverageOfModes, type ModeList } from './coverage.ts';
import { code, GENERATED, page, prose, table } from './markdown.ts';

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
