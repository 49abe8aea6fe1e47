import { cut, plural } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { type Row, row } from './rows.ts';
import { clockOf, formatMoment } from './times.ts';
import { listed, sentence } from './words.ts';

const MAX_SAID = 160;

type Answers = NonNullable<Report['asked']>;
type Named = readonly { readonly title: string }[];

const titles = (named: Named): string => listed(named.map(({ title }) => title));

/** The answers to what was asked on the command line, before all others. */
export function askedRows(report: Report): Row[] {
  const { symptom, about, at } = report.asked ?? {};
  return [
    ...(symptom === undefined ? [] : symptomRow(symptom)),
    ...(about === undefined ? [] : row('what', 'Asked about', { text: aboutTexts(about) })),
    ...(at === undefined ? [] : atRow(at, report)),
  ];
}

function symptomRow(symptom: NonNullable<Answers['symptom']>): Row[] {
  const { text, seen } = symptom;
  const [first] = seen;
  return row('what', 'Asked', {
    text: [
      symptomText(symptom),
      `Said on the command line: "${cut(text, MAX_SAID)}".`,
      ...(first === undefined ? [] : [`The bundle has it as well: ${first.path}:${first.line}.`]),
    ],
  });
}

function symptomText({ answer, causes, known, needed }: NonNullable<Answers['symptom']>): string {
  if (answer === 'explained') return sentence(`This error is explained by: ${titles(causes)}`);
  if (answer === 'unrecognised')
    return 'This error is in no form that is known, so nothing can be said of it. Give the whole line of the log.';
  const what = `This error (${listed(known)}) is not explained by this bundle`;
  if (needed.length === 0) return `${what}: no cause of it was found.`;
  return sentence(`${what}: ${listed(needed.map(({ source, reason }) => `${source} (${reason})`))} would be needed`);
}

function aboutTexts({ object, isKnown, isNode, causes, findings }: NonNullable<Answers['about']>): string[] {
  if (isNode) return [`The ${object} is the node of this bundle; all of the report is about it.`];
  if (causes.length > 0) return [sentence(`The ${object} is touched by: ${titles(causes)}`)];
  if (findings.length > 0) return [sentence(`No cause touches the ${object}; these findings do: ${titles(findings)}`)];
  const unknown = isKnown ? '' : ' Nothing in the bundle names it.';
  return [`Nothing that was found touches the ${object}.${unknown}`];
}

function atRow(
  { time, withinSeconds, isAfterCollection, near, ended, events }: NonNullable<Answers['at']>,
  report: Report,
): Row[] {
  const clock = clockOf(report);
  const within = `within ${plural(withinSeconds / 60, 'minute')}`;
  return row('what', 'At', {
    text: [
      `${formatMoment(time, clock)}: ${near.length === 0 ? `nothing that was found is known to have held ${within} of it.` : sentence(`held ${within} of it: ${titles(near)}`)}`,
    ],
    items: [
      ...(isAfterCollection ? ['The bundle was collected before that and cannot tell what came later.'] : []),
      ...events.map((event) => `${formatMoment(event.time, clock)}: ${event.text}`),
      ...ended.map(({ title, lastSeen }) => `Over before: ${title}, last seen ${formatMoment(lastSeen, clock)}`),
    ],
  });
}
