import { findNames, type Names, type Site } from './shell-names.ts';
import { lex, type Piece } from './shell-pieces.ts';
import { awkNames, shrinkAwk } from './shrink-awk.ts';

/** Names that stay: words for functions that are words of others as well, and variables that others read. */
export interface Kept {
  readonly words?: ReadonlySet<string>;
  readonly variables?: ReadonlySet<string>;
}

/** Short words of the languages. */
const KEYWORDS = new Set(['do', 'fi', 'if', 'in', 'or']);

/** What a shell, one of its aliases, or a program that is called could be named. */
const COMMANDS = new Set(
  `r w s ls ps df id tr dd cp mv rm ss ip nc wc cd du ln sh su vi bc cc ed ar as ld nm od pr ex cut bg fc fg
  jobs wait time type let set test true kill eval exec exit hash read trap unset shift return local export stat sed awk
  cat date head tail sort find xargs grep ulimit umask printf echo command sleep`.split(/\s+/),
);

/**
 * The same script in fewer bytes: functions and variables that the script names itself, and those of its awk programs,
 * get short names where that saves `least` bytes or more; blanks and line ends that separate nothing go. What stands in
 * a text, a path, a pattern or an option stays as it is, and so do the kept names.
 */
export function shrinkShell(script: string, kept: Kept = {}, least = 1): string {
  const pieces = lex(script);
  const names = findNames(pieces);
  const awk = awkMaps(pieces, names, least);
  const renamed = rename(pieces, names, awk, kept, least);
  const shrunk = renamed.map(({ kind, text }, i) =>
    names.programs.has(i)
      ? { kind, text: shrinkAwk(text, awk.get(names.programs.get(i) ?? '') ?? new Map()) }
      : { kind, text },
  );
  return shrunk.map(({ text }, i) => join(shrunk, i, text)).join('');
}

/** Short names by call and variable of awk programs: what is joined with another program shares its names. */
function awkMaps(pieces: readonly Piece[], names: Names, least: number): Map<string, Map<string, string>> {
  const groupOf = new Map([...names.programs.values()].map((owner) => [owner, owner]));
  const find = (owner: string): string => {
    const to = groupOf.get(owner) ?? owner;
    return to === owner ? owner : find(to);
  };
  for (const [a, b] of names.joined) groupOf.set(find(a), find(b));
  const uses = new Map<string, Map<string, number>>();
  const count = (owner: string, name: string, n: number): void => {
    const group = uses.get(find(owner)) ?? new Map<string, number>();
    uses.set(find(owner), group.set(name, (group.get(name) ?? 0) + n));
  };
  for (const [i, owner] of names.programs)
    for (const [name, n] of awkNames(pieces[i]?.text ?? '')) count(owner, name, n);
  for (const { role, call, name } of names.sites) if (role === 'awk') count(call, name, 1);
  const short = new Map([...uses].map(([group, found]) => [group, shortNames(found, new Set(found.keys()), least)]));
  return new Map([...groupOf.keys()].map((owner) => [owner, short.get(find(owner)) ?? new Map()]));
}

function rename(
  pieces: readonly Piece[],
  names: Names,
  awk: ReadonlyMap<string, ReadonlyMap<string, string>>,
  kept: Kept,
  least: number,
): Piece[] {
  const of = { variable: variableNames(names, kept, least), word: functionNames(names, kept, least) };
  const texts = pieces.map(({ text }) => text);
  for (const site of [...names.sites].reverse()) {
    const { role, piece, at, name, call } = site;
    if (!isOfScript(site, names.functions)) continue;
    const short = (role === 'awk' ? awk.get(call) : of[role])?.get(name);
    const text = texts[piece] ?? '';
    if (short !== undefined) texts[piece] = text.slice(0, at) + short + text.slice(at + name.length);
  }
  return pieces.map(({ kind }, i) => ({ kind, text: texts[i] ?? '' }));
}

/** Variables in upper case are those of the environment; what has no assignment is not the script's. */
function variableNames({ sites, unsafe, assigned }: Names, kept: Kept, least: number): Map<string, string> {
  const all = countNames(sites.filter(({ role }) => role === 'variable').map(({ name }) => name));
  const own = [...all].filter(
    ([name]) => /^[a-z]/.test(name) && assigned.has(name) && !unsafe.has(name) && kept.variables?.has(name) !== true,
  );
  return shortNames(new Map(own), new Set([...all.keys(), ...unsafe]), least);
}

/** Words of the script that name its functions. What a program is told that is none of them is text. */
function isOfScript({ role, command }: Site, functions: ReadonlySet<string>): boolean {
  return role !== 'word' || command === undefined || functions.has(command) || /^(?:\[|for|case|trap)$/.test(command);
}

function functionNames({ sites, functions, unsafe }: Names, kept: Kept, least: number): Map<string, string> {
  const all = countNames(sites.filter(({ role }) => role === 'word').map(({ name }) => name));
  const own = [...all].filter(([name]) => functions.has(name) && !unsafe.has(name) && kept.words?.has(name) !== true);
  return shortNames(new Map(own), new Set([...all.keys(), ...COMMANDS]), least);
}

function countNames(names: readonly string[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/** Short names for those that save `least` bytes or more in all their uses: initials if they are free. */
function shortNames(uses: ReadonlyMap<string, number>, taken: ReadonlySet<string>, least: number): Map<string, string> {
  const used = new Set([...taken, ...KEYWORDS]);
  const short = new Map<string, string>();
  for (const [name, n] of [...uses].sort(([, a], [, b]) => b - a)) {
    const brief = briefNames(name).find((one) => !used.has(one));
    if (brief === undefined || (name.length - brief.length) * n < least) continue;
    used.add(brief);
    short.set(name, brief);
  }
  return short;
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** For `step_open_files`: `sof`, `sop`, `sofi`; then two letters and three, from the first initial on. */
function briefNames(name: string): string[] {
  const parts = name.split('_').filter(Boolean);
  const initials = parts.map(([first]) => first).join('');
  const [last = ''] = parts.slice(-1);
  const [first = 'x'] = initials;
  return [
    initials,
    initials + last.slice(1, 2),
    initials + last.slice(1, 3),
    ...LETTERS.map((letter) => first + letter),
    ...LETTERS.flatMap((a) => LETTERS.map((b) => first + a + b)),
  ];
}

/** A backslash at the end of a line, not one that is escaped itself. */
const JOINED_LINES = /(\\[^\n])|\\\n/g;

/** A piece without blanks that separate nothing: what stands beside it may be in the pieces around it. */
function join(pieces: readonly Piece[], i: number, text: string): string {
  const kind = pieces[i]?.kind;
  if (kind === 'double') return text.replace(JOINED_LINES, '$1');
  if (kind === 'arithmetic') return text.replace(/(?<![-+]) +| +(?![-+$]|$)/g, '');
  return kind === 'code' ? joinCode(text) : text;
}

/** Tokens of code: what a backslash keeps, line ends, blanks, and operators. */
const TOKENS = /\\[\s\S]|[ \n]+|\d*[<>][<>&]?|[;&|()]+|[^\\ \n;&|()<>]+/g;

function joinCode(text: string): string {
  const tokens = text.replace(JOINED_LINES, '$1').match(TOKENS) ?? [];
  return tokens
    .map((token, i) => {
      const [left = '', right = ''] = [tokens[i - 1], tokens[i + 1]];
      if (token === '\n') return /^(?:;;|\|\|?|&&)$/.test(left) ? '' : token;
      return /^ +$/.test(token) ? (mayJoin(left, right) ? '' : ' ') : token;
    })
    .join('');
}

/** Blanks beside `;`, `|`, `&&` and `)`, before `>file` and behind `>`; never where two operators would become one. */
function mayJoin(left: string, right: string): boolean {
  if (/^[;&|()]/.test(right)) return right.startsWith(';;') ? true : !/^(?:[;&|(]|\d*[<>])/.test(left) && right !== '(';
  if (/^[<>]/.test(right)) return !/[\d<>&]$/.test(left);
  return /^(?:[;&|()]*[;&|)]|\d*[<>]+)$/.test(left);
}
