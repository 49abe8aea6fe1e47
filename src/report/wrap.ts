import { shown } from './escape.ts';

/** Characters that take two columns: East Asian wide forms and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARKS = /\p{M}/u;

/** Columns that printed text takes in a terminal. */
export function columnsOf(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += WIDE.test(char) ? 2 : MARKS.test(char) ? 0 : 1;
  return columns;
}

/** Where text of East Asian scripts may be broken: behind each character, and never before what closes or behind what opens. */
const UNIT =
  /[（“‘《【]*(?:[^\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]+|.)[，。；：、！？）”’》】]*/gsu;

/** Breaks text into lines of at most `width` columns; a word that is longer is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const units = WIDE.test(word) ? (word.match(UNIT) ?? []) : [word];
    for (const [index, part] of units.flatMap((unit) => pieces(unit, width)).entries()) {
      if (part === '') continue;
      const joined = line === '' || (index > 0 && units.length > 1) ? `${line}${part}` : `${line} ${part}`;
      if (columnsOf(joined) <= width) line = joined;
      else {
        lines.push(line);
        line = part;
      }
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** At most `max` lines; the last one shows that there is more. */
export function wrapAtMost(text: string, width: number, max: number): string[] {
  const lines = wrap(text, width);
  if (lines.length <= max) return lines;
  let last = lines[max - 1] ?? '';
  // Whole words give way to the mark, and characters where the line is one word.
  while (columnsOf(last) > width - 2) {
    const space = last.lastIndexOf(' ');
    const isWord = space !== -1 && !WIDE.test(last.slice(space));
    last = isWord ? last.slice(0, space) : [...last].slice(0, -1).join('');
  }
  return [...lines.slice(0, max - 1), `${last} …`];
}

/** Untrusted text as one line without control characters. */
export function printable(text: string): string {
  return shown(text)
    .replace(/[\n\t]+/g, ' ')
    .trim();
}

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let columns = 0;
  for (const char of word) {
    const size = columnsOf(char);
    if (columns + size > width) {
      parts.push(part);
      part = '';
      columns = 0;
    }
    part += char;
    columns += size;
  }
  return [...parts, part];
}
