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

const BACKSLASH = 0x5c;
/** The second byte of an escaped line end or tab. */
const ESCAPED = new Set(Buffer.from('nt'));
const LETTERS = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'));
const isLetter = Uint8Array.from({ length: 256 }, (_, byte) => Number(LETTERS.has(byte)));

/** The letters and digits of a text, to find what is quoted whatever stands between them. Bundles have millions of them. */
export function lettersOf(text: string | Buffer): string {
  const bytes = Buffer.from(text);
  let kept = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === BACKSLASH && ESCAPED.has(bytes[i + 1] ?? 0)) i++;
    else if (isLetter[byte] === 1) bytes[kept++] = byte;
  }
  return bytes.toString('latin1', 0, kept);
}

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

/**
 * English sentences in any format of a report, `most` at most, beside those of a bundle (`quoted`: its letters), of commands
 * and of quotations.
 */
export function proseIn(report: Report, quoted: string, most = Number.POSITIVE_INFINITY): string[] {
  const texts = [
    ...textsOf(renderHtml(report)).map(unescaped),
    ...withoutCode(renderMarkdown(report)).split('\n'),
    ...renderText(report).split('\n'),
  ].map((text) => STAYS.reduce((rest, stays) => rest.replaceAll(stays, '·'), text));
  const runs = new Set(texts.flatMap((text) => text.match(PROSE) ?? []));
  const commands = lettersOf([...commandsOf(report), ...quotedByRules].join(' '));
  const found: string[] = [];
  for (const run of runs) {
    const letters = lettersOf(run);
    if (!commands.includes(letters) && !quoted.includes(letters)) found.push(run);
    if (found.length === most) break;
  }
  return found;
}
