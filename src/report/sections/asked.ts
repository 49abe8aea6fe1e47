import { cut } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { type Row, row } from './rows.ts';
import { clockOf, formatMoment } from './times.ts';

const MAX_SAID = 160;

type Answers = NonNullable<Report['asked']>;
type Named = readonly { readonly title: string }[];

const titles = (named: Named, { terms }: Words): string => terms.listed(named.map(({ title }) => title));

/** The answers to what was asked on the command line, before all others. */
export function askedRows(report: Report): Row[] {
  const { symptom, about, at } = report.asked ?? {};
  const words = wordsOf(report);
  return [
    ...(symptom === undefined ? [] : symptomRow(symptom, words)),
    ...(about === undefined ? [] : row('what', words.screen.label.askedAbout, { text: aboutTexts(about, words) })),
    ...(at === undefined ? [] : atRow(at, report)),
  ];
}

function symptomRow(symptom: NonNullable<Answers['symptom']>, words: Words): Row[] {
  const { text, seen } = symptom;
  const [first] = seen;
  return row('what', words.screen.label.asked, {
    text: [
      symptomText(symptom, words),
      words.limits.said(cut(text, MAX_SAID)),
      ...(first === undefined ? [] : [words.limits.alsoThere(`${first.path}:${first.line}`)]),
    ],
  });
}

function symptomText({ answer, causes, known, needed }: NonNullable<Answers['symptom']>, words: Words): string {
  const { limits, terms } = words;
  if (answer === 'explained') return terms.sentence(limits.explainedBy(titles(causes, words)));
  if (answer === 'unrecognised') return limits.unrecognised;
  const sources = terms.listed(needed.map(({ source, reason }) => limits.needed(source, reason)));
  return terms.sentence(limits.unexplained(terms.listed(known), sources));
}

function aboutTexts(
  { object, isKnown, isNode, causes, findings }: NonNullable<Answers['about']>,
  words: Words,
): string[] {
  const { limits, terms } = words;
  if (isNode) return [limits.isNode(object)];
  if (causes.length > 0) return [terms.sentence(limits.touchedBy(object, titles(causes, words)))];
  if (findings.length > 0) return [terms.sentence(limits.onlyFindings(object, titles(findings, words)))];
  return [limits.untouched(object, isKnown)];
}

function atRow(
  { time, withinSeconds, isAfterCollection, near, ended, events }: NonNullable<Answers['at']>,
  report: Report,
): Row[] {
  const clock = clockOf(report);
  const { words } = clock;
  const { limits, terms } = words;
  const moment = formatMoment(time, clock);
  const minutes = withinSeconds / 60;
  return row('what', words.screen.label.at, {
    text: [
      near.length === 0
        ? limits.nearNothing(moment, minutes)
        : `${moment}${terms.colon}${terms.sentence(limits.near(minutes, titles(near, words)))}`,
    ],
    items: [
      ...(isAfterCollection ? [limits.afterCollection] : []),
      ...events.map((event) => `${formatMoment(event.time, clock)}${terms.colon}${event.text}`),
      ...ended.map(({ title, lastSeen }) => limits.overBefore(title, formatMoment(lastSeen, clock))),
    ],
  });
}
