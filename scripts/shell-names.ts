import type { Piece } from './shell-pieces.ts';

/** A name at a place in a piece: of a variable of the shell, of an awk program (`-v name=`), or a whole bare word. */
export interface Site {
  readonly role: 'variable' | 'awk' | 'word';
  readonly piece: number;
  readonly at: number;
  readonly name: string;
  /** The command whose argument it is; undefined for what can be a command itself. */
  readonly command: string | undefined;
  readonly call: string;
}

/** What stands in the script: its names, the functions among them, and the awk programs. */
export interface Names {
  readonly sites: Site[];
  readonly functions: Set<string>;
  /** Variables that get a value. */
  readonly assigned: Set<string>;
  /** Variables that a text names with `\$`, what `eval` and `trap` get in quotes, and names that are quoted alone. */
  readonly unsafe: Set<string>;
  /** Pieces that are awk programs, with the call or the variable that they belong to. */
  readonly programs: Map<number, string>;
  /** The call, and a variable of programs that it contains. */
  readonly joined: [string, string][];
}

interface Place {
  /** The command that the words belong to; undefined where one can begin. */
  command: string | undefined;
  /** The word so far, with `'` for text in quotes; undefined between words. */
  word: string | undefined;
  /** The word before; empty at the command. */
  before: string;
  call: string;
}

const TOKEN =
  /\\[\s\S]|(?<redirect>\d*(?:<>|>>|[<>])(?:&[-\d])?)|(?<end>[;&|()\n'])|(?<blank> +)|\$(?<variable>[A-Za-z_]\w*)|(?<assigned>[A-Za-z_]\w*)=|(?<name>[A-Za-z_]\w*)|[\s\S]/g;
const OPENERS = new Set(['{', '}', '!', 'if', 'then', 'elif', 'else', 'while', 'until', 'do', 'fi', 'done', 'esac']);
const NAMERS = new Set(['read', 'unset', 'export', 'for']);

/** Reads the pieces of a script as a shell does, as far as its names go. */
export function findNames(pieces: readonly Piece[]): Names {
  const names: Names = {
    sites: [],
    functions: new Set(),
    assigned: new Set(),
    unsafe: new Set(),
    programs: new Map(),
    joined: [],
  };
  let place: Place = fresh();
  const outer: Place[] = [];
  pieces.forEach((piece, i) => {
    if (piece.kind === 'open') {
      outer.push({ ...place, word: `${place.word ?? ''}'` });
      place = fresh();
    } else if (piece.kind === 'close') place = outer.pop() ?? fresh();
    else if (piece.kind === 'code') readCode(names, pieces, i, place);
    else readQuoted(names, piece, i, place);
  });
  return names;
}

function fresh(): Place {
  return { command: undefined, word: undefined, before: '', call: '' };
}

function readQuoted(names: Names, { kind, text }: Piece, piece: number, place: Place): void {
  const { command, word = '', call } = place;
  const alone = /^(["'])([A-Za-z_]\w*)\1$/.exec(text)?.[2];
  if (alone !== undefined) names.unsafe.add(alone);
  if (command === 'eval' || command === 'trap')
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) names.unsafe.add(name);
  if (kind === 'single') {
    const owner = /^(\w+_awk)=$/.exec(word)?.[1] ?? (isProgram(place) ? call : undefined);
    if (owner !== undefined) names.programs.set(piece, owner);
  } else {
    const shape = kind === 'arithmetic' ? /()()\$?\b([A-Za-z_]\w*)/g : /\\([\s\S])(\w*)|\$\{?#?([A-Za-z_]\w*)/g;
    for (const [all, escaped, literal, name, index] of found(text, shape)) {
      if (escaped === '$') names.unsafe.add(literal);
      if (name === '') continue;
      names.sites.push({ role: 'variable', piece, at: index + all.length - name.length, name, command, call });
      if (isProgram(place) && name.endsWith('_awk')) names.joined.push([call, name]);
    }
    if (kind === 'double' && isProgram(place)) checkProgram(names, text, call);
  }
  place.word = `${word}'`;
}

/** The word can be the program of a call of awk, which may consist of several quoted pieces. */
function isProgram({ command, word = '', before }: Place): boolean {
  return command === 'awk' && /^'*$/.test(word) && !/^-[Fv]$/.test(before);
}

function checkProgram(names: Names, text: string, call: string): void {
  const isSeen = [...names.programs.values()].includes(call) || names.joined.some(([to]) => to === call);
  if (!isSeen) throw new Error(`the names in an awk program in double quotes are not seen: ${text}`);
}

function found(text: string, shape: RegExp): [string, string, string, string, number][] {
  return [...text.matchAll(shape)].map(({ 0: all, 1: a = '', 2: b = '', 3: c = '', index }) => [all, a, b, c, index]);
}

function readCode(names: Names, pieces: readonly Piece[], piece: number, place: Place): void {
  const text = pieces[piece]?.text ?? '';
  for (const match of text.matchAll(TOKEN)) {
    const { redirect, end, blank } = match.groups ?? {};
    if (end !== undefined) {
      endWord(names, place);
      Object.assign(place, fresh());
    } else if (blank !== undefined || match[0] === '\\\n') endWord(names, place);
    else if (redirect !== undefined) {
      endWord(names, place);
      if (!redirect.includes('&')) place.word = '>';
    } else {
      const next = text[match.index + match[0].length];
      const isEnd = next === undefined ? endsWord(pieces[piece + 1]) : /[\s;&|()<>']/.test(next);
      readWord(names, { match, piece, isEnd, place });
      place.word = `${place.word ?? ''}${match[0]}`;
    }
  }
}

interface Part {
  readonly match: RegExpExecArray;
  readonly piece: number;
  /** The word ends behind it. */
  readonly isEnd: boolean;
  readonly place: Place;
}

/** A part of a word: a variable, an assignment, or all of it. */
function readWord(names: Names, { match, piece, isEnd, place }: Part): void {
  const { variable, assigned, name } = match.groups ?? {};
  const { command, before, word, call } = place;
  const add = (role: Site['role'], found: string, skip = 0): void => {
    names.sites.push({ role, piece, at: match.index + skip, name: found, command, call });
  };
  if (variable !== undefined) add('variable', variable, 1);
  else if (assigned !== undefined) {
    if (word !== undefined) return;
    if (command === undefined || command === 'export' || command === 'trap') {
      add('variable', assigned);
      names.assigned.add(assigned);
    } else if (command === 'awk' && before === '-v') add('awk', assigned);
  } else if (name !== undefined && isEnd && word === undefined && isNamed(place)) {
    add('variable', name);
    names.assigned.add(name);
  } else if (name !== undefined && isEnd && /^(?:\w+=)?$/.test(word ?? '')) {
    add('word', name);
    if (match.input.startsWith('()', match.index + name.length)) names.functions.add(name);
  }
}

function endsWord(next: Piece | undefined): boolean {
  return next === undefined || next.kind === 'close';
}

function isNamed({ command, before }: Place): boolean {
  return command !== undefined && NAMERS.has(command) && (command !== 'for' || before === 'for');
}

/** The first word that is no assignment, keyword or target of a redirection is the command. */
function endWord(names: Names, place: Place): void {
  const { word } = place;
  place.word = undefined;
  if (word === undefined || word.startsWith('>')) return;
  if (place.command === undefined && !OPENERS.has(word) && !/^\w+=/.test(word)) {
    place.command = word;
    place.call = `call ${names.sites.length}`;
  }
  place.before = word;
}
