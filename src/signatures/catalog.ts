import { append } from '../lib/group-by.ts';
import { CUT_MARKS, type CutMark } from './cut-marks.ts';
import { allows } from './emitters.ts';
import { inEnglish, TRANSLATED_ERRNOS } from './errno-texts.ts';
import { type Captures, compilePattern, type Pattern } from './pattern.ts';
import { createPrefilter, type Prefilter } from './prefilter.ts';
import type { Emitter, Signature } from './signature.ts';

/** Compiled when its literal is first seen: most signatures occur in no log of a bundle. */
type Lazy = () => Pattern;

export interface CompiledSignature {
  readonly signature: Signature;
  readonly pattern: Lazy;
}
export interface CompiledMark {
  readonly mark: CutMark;
  readonly pattern: Lazy;
}

/** A signature or a cut mark that a line matched. */
export type Found =
  | { readonly kind: 'signature'; readonly number: number; readonly captures: Captures }
  | { readonly kind: 'mark'; readonly mark: CutMark; readonly captures: Captures };

/** All signatures, compiled once and shared by all logs of a run. */
export interface Catalog {
  readonly prefilter: Prefilter;
  /** In the order they are tried: the specific ones, which others name in `unless`, first. */
  readonly signatures: readonly CompiledSignature[];
  /** Signatures of lines that stand behind one of a group, by that group. */
  readonly followers: ReadonlyMap<string, readonly number[]>;
  /** What a line matches, given the literals that occur in it. */
  find(literals: readonly number[], message: string, emitter: Emitter | 'other'): Found[];
}

/** A bundle has many nodes, and each opens scanners of its own. */
const catalogs = new WeakMap<readonly Signature[], Catalog>();

/**
 * Puts the signatures together, once for each list of them. Their syntax was checked by `checkSignature`; groups that
 * exclude each other throw.
 */
export function compileCatalog(signatures: readonly Signature[]): Catalog {
  const catalog = catalogs.get(signatures) ?? compile(signatures);
  catalogs.set(signatures, catalog);
  return catalog;
}

function compile(signatures: readonly Signature[]): Catalog {
  const compiled = specificFirst(signatures).map((signature) => ({
    signature,
    pattern: lazily(signature.regex),
  }));
  const marks = CUT_MARKS.map((mark) => ({ mark, pattern: lazily(mark.regex) }));
  const owners = new Map<string, number[]>();
  const own = (literals: readonly string[], owner: number): void => {
    for (const literal of new Set(literals)) append(owners, literal, owner);
  };
  const followers = new Map<string, number[]>();
  for (const [i, { signature }] of compiled.entries()) {
    if (signature.follows === undefined) own(signature.literals, i);
    else append(followers, signature.follows.group, i);
  }
  for (const [i, { mark }] of marks.entries()) own(mark.literals, compiled.length + i);
  const byLiteral = [...owners.values()];
  const prefilter = createPrefilter([...owners.keys(), ...TRANSLATED_ERRNOS]);
  const isTranslated = (literal: number): boolean => literal >= byLiteral.length;
  return {
    prefilter,
    signatures: compiled,
    followers,
    find(literals, message, emitter) {
      if (!literals.some(isTranslated))
        return findAll(candidates(literals, byLiteral), compiled, marks, message, emitter);
      const english = inEnglish(message);
      const all = [...literals.filter((literal) => !isTranslated(literal)), ...literalsIn(english, prefilter)];
      return findAll(candidates(all, byLiteral), compiled, marks, english, emitter);
    },
  };
}

function literalsIn(message: string, prefilter: Prefilter): number[] {
  const bytes = Buffer.from(message, 'utf8');
  const found: number[] = [];
  prefilter.scan(bytes, 0, bytes.length, (literal) => found.push(literal));
  return found;
}

function lazily(regex: string): Lazy {
  let pattern: Pattern | undefined;
  return () => {
    pattern ??= compilePattern(regex);
    return pattern;
  };
}

function candidates(literals: readonly number[], byLiteral: readonly (readonly number[])[]): readonly number[] {
  if (literals.length === 1) return byLiteral[literals[0] ?? 0] ?? [];
  const numbers = new Set<number>();
  for (const literal of literals) for (const owner of byLiteral[literal] ?? []) numbers.add(owner);
  return [...numbers].sort((a, b) => a - b);
}

function findAll(
  numbers: readonly number[],
  signatures: readonly CompiledSignature[],
  marks: readonly CompiledMark[],
  message: string,
  emitter: Emitter | 'other',
): Found[] {
  const found: Found[] = [];
  const groups: string[] = [];
  for (const number of numbers) {
    const compiled = signatures[number];
    if (compiled === undefined) {
      const cut = marks[number - signatures.length];
      const captures = cut?.pattern().match(message);
      if (cut !== undefined && captures !== undefined) found.push({ kind: 'mark', mark: cut.mark, captures });
      continue;
    }
    const { group, unless, sources } = compiled.signature;
    if (!allows(sources, emitter) || groups.includes(group) || unless?.some((name) => groups.includes(name))) continue;
    const captures = compiled.pattern().match(message);
    if (captures === undefined) continue;
    groups.push(group);
    found.push({ kind: 'signature', number, captures });
  }
  return found;
}

/** Sorts by how many steps of `unless` lie below a signature and keeps the order of the files otherwise. */
function specificFirst(signatures: readonly Signature[]): Signature[] {
  const unless = new Map<string, Set<string>>();
  for (const { group, unless: names } of signatures) {
    const known = unless.get(group) ?? new Set();
    for (const name of names ?? []) known.add(name);
    unless.set(group, known);
  }
  const ranks = new Map<string, number>();
  const rank = (group: string, above: readonly string[]): number => {
    const known = ranks.get(group);
    if (known !== undefined) return known;
    if (above.includes(group)) throw new RangeError(`the groups ${[...above, group].join(', ')} exclude each other`);
    const below = [...(unless.get(group) ?? [])].map((name) => rank(name, [...above, group]) + 1);
    const value = Math.max(0, ...below);
    ranks.set(group, value);
    return value;
  };
  return [...signatures].sort((a, b) => rank(a.group, []) - rank(b.group, []));
}
