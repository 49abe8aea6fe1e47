import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/model.ts';
import { renderText } from '../../src/report/text.ts';
import { SAMPLES } from './analysis.ts';
import { textsOf, withoutCode } from './shown-texts.ts';

/** What stays English in a Chinese report although it is neither code, nor a command, nor a quotation of the bundle. */
const STAYS: readonly RegExp[] = [
  // A process: its name and number.
  /[\w.:[\]/-]+(?: init)? \(pid \d+\)/g,
  // Names that rules compare with; shown as the value of a condition.
  /\bruntime root\b|\bkubelet root\b/g,
  // A place in the bundle.
  /[\w./-]+:\d+: /g,
  // The product, and what its output is called by others.
  /inquest \d+\.\d+\.\d+/g,
];

/** Four words of Latin letters and more, one behind the other. */
const PROSE = /[A-Za-z][\w'’.:()/%-]*,?(?: [A-Za-z0-9(][\w'’.:()/%-]*[,;]?){3,}/g;

/** What Chinese texts quote of logs and of the output of commands. */
const overlays = path.join(SAMPLES, '../rules/locales/zh');
const quotedByRules = readdirSync(overlays)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(path.join(overlays, name), 'utf8'))
  .flatMap((text) => text.match(/"[^"\n]+"|^ +expect: .*$/gm) ?? []);

/** The letters and digits of a text, to find what is quoted whatever stands between them. */
export const lettersOf = (text: string): string => text.replace(/\\[nt]/g, ' ').replace(/[^A-Za-z0-9]+/g, '');

/** Commands of a report, by the keys that hold one. */
function commandsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return ['run', 'undo', 'verify', 'command'].includes(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => commandsOf(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => commandsOf(inner, name));
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** English sentences in any format of a report, beside those of a bundle (`quoted`: its letters), of commands and of quotations. */
export function proseIn(report: Report, quoted: string): string[] {
  const texts = [
    ...textsOf(renderHtml(report)).map(unescaped),
    ...withoutCode(renderMarkdown(report)).split('\n'),
    ...renderText(report).split('\n'),
  ].map((text) => STAYS.reduce((rest, stays) => rest.replaceAll(stays, '·'), text));
  const runs = new Set(texts.flatMap((text) => text.match(PROSE) ?? []));
  const known = quoted + lettersOf([...commandsOf(report), ...quotedByRules].join(' '));
  return [...runs].filter((run) => !known.includes(lettersOf(run)));
}
