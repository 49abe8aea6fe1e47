import { compilePattern } from './pattern.ts';
import { type CharSet, contains, type Node, parseRegex } from './syntax.ts';

/** Whether a line has a match. */
export type LineTest = (line: string) => boolean;

/**
 * Compiles a regular expression in RE2 syntax into a test of lines that takes time linear in the line, whatever the two
 * are. Text that every match must hold is looked for first, since the general engine takes tens of microseconds per line.
 * Throws on bad syntax.
 */
export function compileSearch(regex: string, ignoreCase = false): LineTest {
  const plain = withoutCaptures(regex);
  const pattern = compilePattern(ignoreCase ? `(?i)${plain}` : plain);
  const node = parseRegex(plain);
  const literal = node === undefined ? '' : requiredLiteral(node);
  const matches: LineTest = (line) => pattern.match(line) !== undefined;
  if (literal.length < 2) return matches;
  if (!ignoreCase) return (line) => line.includes(literal) && matches(line);
  const lower = literal.toLowerCase();
  // Beyond ASCII, letters have partners that are not the lower case of each other.
  return (line) => (line.toLowerCase().includes(lower) || !isAscii(line)) && matches(line);
}

/** Groups that capture nothing, which the faster engine reads: `(a|b)` as `(?:a|b)`. Nothing else changes. */
export function withoutCaptures(regex: string): string {
  if (regex.includes('\\Q')) return regex;
  let inClass = false;
  return regex.replace(/\\[\s\S]|\[:\^?[a-z]+:\]|\[\^?\]?|\]|\((?!\?)/g, (token) => {
    if (token.startsWith('[:') && token.length > 2) return token;
    if (token.startsWith('[')) inClass = true;
    else if (token === ']') inClass = false;
    return token === '(' && !inClass ? '(?:' : token;
  });
}

const isAscii = (line: string): boolean => /^[\u0000-\u007f]*$/.test(line);

/** The longest text of single characters that stand next to each other in every match. */
export function requiredLiteral(node: Node): string {
  let longest = '';
  let run = '';
  const visit = (part: Node): void => {
    const char = part.kind === 'set' ? onlyCharacter(part.set) : undefined;
    if (char !== undefined) run += char;
    else if (part.kind === 'sequence') for (const child of part.nodes) visit(child);
    else if (part.kind === 'group') visit(part.node);
    else if (part.kind !== 'start' && part.kind !== 'end') run = '';
    if (run.length > longest.length) longest = run;
  };
  visit(node);
  return longest;
}

function onlyCharacter(set: CharSet): string | undefined {
  if (set.wide) return undefined;
  let found: string | undefined;
  for (let code = 0; code < 128; code++) {
    if (!contains(set, code)) continue;
    if (found !== undefined) return undefined;
    found = String.fromCharCode(code);
  }
  return found;
}
