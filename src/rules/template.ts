import type { Lang } from '../lib/lang.ts';
import { type Compiled, type ExpressionProblem, isProblem, type Outcome, type Scope } from './language.ts';
import { inNumber, isCount } from './plural.ts';

/** A message with `{{expression}}` parts, and words such as `pod(s)` that follow the number before them. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Compiled)[];
  /** The text, or undefined when a part is unknown or fails. */
  render(bindings: Readonly<Record<string, unknown>>): string | undefined;
}

/** How a value is printed. */
export type Show = (value: unknown) => string;

/** Types that a message can show. */
const PRINTABLE = new Set(['double', 'int', 'string', 'bool', 'list<string>', 'list<double>']);

/** Compiles `{{...}}` parts; each must have a type that can be printed. */
export function compileTemplate(source: string, scope: Scope, show: Show = formatValue): Template | ExpressionProblem {
  const parts: (string | Compiled)[] = [];
  let position = 0;
  for (const match of source.matchAll(/\{\{([^{}]*)\}\}/g)) {
    parts.push(source.slice(position, match.index));
    const compiled = scope.compile(match[1]?.trim() ?? '');
    if (isProblem(compiled)) return { message: compiled.message, offset: match.index + 2 + compiled.offset };
    if (!PRINTABLE.has(compiled.type)) {
      return { message: `a message cannot show a value of type ${compiled.type}`, offset: match.index };
    }
    parts.push(compiled);
    position = match.index + match[0].length;
  }
  const open = source.indexOf('{{', position);
  if (open !== -1) return { message: 'the expression after {{ is not closed with }}', offset: open };
  parts.push(source.slice(position));
  return { source, parts, render: (bindings) => render(parts, bindings, show) };
}

function render(
  parts: readonly (string | Compiled)[],
  bindings: Readonly<Record<string, unknown>>,
  show: Show,
): string | undefined {
  let text = '';
  let count: string | undefined;
  for (const part of parts) {
    if (typeof part === 'string') {
      // In a command, parentheses are the shell's.
      if (show === shellWord) text += part;
      else text = count === undefined ? text + behind(text, part) : inNumber(text, behind(text, part), count);
      continue;
    }
    const outcome: Outcome = part.evaluate(bindings);
    if (outcome.kind !== 'value') return undefined;
    const value = show(outcome.value);
    text = (show === shellWord ? text : before(text, value)) + value;
    if (isCount(value)) count = value;
  }
  return text;
}

const HAN = /\p{Script=Han}/u;

/** Chinese is written without spaces: a text has one beside a value that may be Latin, and loses it where it is not. */
const before = (text: string, value: string): string =>
  text.endsWith(' ') && HAN.test(value.charAt(0)) && HAN.test(text.charAt(text.length - 2)) ? text.slice(0, -1) : text;
const behind = (text: string, part: string): string =>
  part.startsWith(' ') && HAN.test(text.charAt(text.length - 1)) && HAN.test(part.charAt(1)) ? part.slice(1) : part;

/**
 * A value inside a shell command: names in a bundle are hostile, and an SRE pastes what the report shows. Anything but
 * plain words is put into single quotes, and a leading dash cannot become an option. A list becomes several words.
 */
export function shellWord(value: unknown): string {
  if (Array.isArray(value)) return value.map(shellWord).join(' ');
  const text = typeof value === 'number' ? formatValue(value) : String(value);
  if (/^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text)) return text;
  return `'${(text.startsWith('-') ? `./${text}` : text).replaceAll("'", "'\\''").replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')}'`;
}

/** The end of a list of which `more` members are not shown. */
const ENDS: Readonly<Record<Lang, (more: number, all: number) => string>> = {
  en: (more) => ` and ${more} more`,
  zh: (_more, all) => ` 等 ${all} 个`,
};
const COMMAS: Readonly<Record<Lang, string>> = { en: ', ', zh: '、' };
/** A list whose members have no name. */
const COUNTS: Readonly<Record<Lang, (all: number) => string>> = {
  en: (all) => `${all} in the list`,
  zh: (all) => `列表中 ${all} 项`,
};

const NOT_KNOWN: Readonly<Record<Lang, string>> = { en: 'unknown', zh: '未知' };
/** What stands for a value that is not known. */
export const notKnownIn = (lang: Lang = 'en'): string => NOT_KNOWN[lang];

/** How texts in a language print a value. */
export const formatIn =
  (lang: Lang): Show =>
  (value) =>
    formatValue(value, lang);

/** A value as reports print it: integers in full, other numbers with two decimals, long lists cut. */
export function formatValue(value: unknown, lang: Lang = 'en'): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Math.round(value * 100) / 100);
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((v) => formatValue(v, lang) === NAMELESS)) return COUNTS[lang](value.length);
    const shown = value
      .slice(0, 5)
      .map((item) => formatValue(item, lang))
      .join(COMMAS[lang]);
    return value.length > 5 ? shown + ENDS[lang](value.length - 5, value.length) : shown;
  }
  if (value instanceof Map) return `${value.size} keys`;
  if (typeof value === 'object' && value !== null && 'label' in value) return formatValue(value.label, lang);
  if (typeof value === 'object' && value !== null && 'count' in value) return `${formatValue(value.count)} lines`;
  return NAMELESS;
}

/** What an object without a name is shown as. */
const NAMELESS = '…';
