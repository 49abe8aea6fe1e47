import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/model.ts';
import { answeredDiagnosis } from '../../src/report/sections/first-screen.ts';
import { renderText } from '../../src/report/text.ts';
import { ENGLISH } from '../../src/report/words/en.ts';

/** What fits a terminal or a ticket without scrolling. */
export const FIRST_SCREEN = 25;

/** The forms that are pasted into tickets, by name. */
export const formsOf = (report: Report): Readonly<Record<string, string>> => ({
  ticket: renderText(report, { reportPath: 'node.report.md, node.report.html' }),
  markdown: renderMarkdown(report),
});

/** Every question that the first screen of a form leaves open, one sentence each. */
export function openQuestions(report: Report, form: string): string[] {
  const lines = form.split('\n').slice(0, FIRST_SCREEN);
  const screen = plain(lines.join('\n'));
  const has = (label: string): boolean =>
    lines.some((line) => new RegExp(`^(?:- \\*\\*)?${label}(?::\\*\\*| )`).test(line));
  return questionsOf(report).flatMap(([question, answer]) =>
    (typeof answer === 'string' ? has(answer) : answer(screen)) ? [] : [question],
  );
}

type Question = readonly [question: string, answer: string | ((screen: string) => boolean)];

function questionsOf(report: Report): Question[] {
  const cause = answeredDiagnosis(report);
  const name = report.host.name;
  const always: Question[] = [
    ['what is broken', (screen) => screen.includes(plain(report.verdict.headline).slice(0, 60))],
    ['on which node', (screen) => name === undefined || screen.includes(plain(name))],
    ['what this bundle cannot tell', 'Limits'],
  ];
  if (report.verdict.status === 'healthy') return [...always, ['what was looked at', 'Checked']];
  const state: Question = [
    'whether it happens now',
    (screen) => Object.values(ENGLISH.terms.state).some((w) => screen.includes(w)),
  ];
  if (cause === undefined)
    return [
      ...always,
      ...(report.residue.length > 0 ? [state] : []),
      ['what to ask for, or what was seen', (s) => /Ask for|Unexplained|Because|Risks/.test(s)],
    ];
  return [...always, ...(report.verdict.status === 'root-cause-found' ? [state] : []), ...aboutCause(cause)];
}

function aboutCause(cause: Report['diagnoses'][number]): Question[] {
  const act = cause.remediation.find((r) => r.stage === 'now' && r.reads !== true && r.run !== undefined);
  const pods = cause.impact.pods.slice(0, 1).map((pod) => pod.slice(pod.indexOf('/') + 1));
  return [
    ['who is hit', 'Who is hit'],
    ['which pods', (screen) => pods.every((pod) => screen.includes(plain(pod)))],
    ['what to do now', (screen) => cause.remediation.every((r) => r.stage !== 'now') || /^(?:- )?Do now/m.test(screen)],
    [
      'how to undo it',
      (screen) => act?.undo === undefined || !screen.includes(plain(act.run ?? '')) || screen.includes(plain(act.undo)),
    ],
    ['what not to do', (screen) => cause.dont.length === 0 || /^(?:- )?Warning:? +Do not /m.test(screen)],
    ['whether a reboot helps', 'Reboot'],
    ['how sure it is', (screen) => /Confirmed|Likely|Possible/.test(screen)],
    ['how to confirm it', (screen) => /To confirm|To decide it|No one command/.test(screen)],
    ['since when', 'Since'],
    ['whose problem it is', 'Owner'],
  ];
}

/** Without the marks of Markdown and the breaks of lines, so that both forms compare alike. */
function plain(text: string): string {
  return text
    .replace(/\\(?=[\\`*[\]|~$@_:.])/g, '')
    .replace(/[`*]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/ *\n {12}/g, ' ')
    .replace(/(?<=\S)\n(?=[^\n])/g, '\n');
}
