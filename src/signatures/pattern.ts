import { RE2JS } from 're2js';
import { type LinearParts, proveLinear } from './linear.ts';
import { captureNames, parseRegex } from './syntax.ts';

/** Captured values by name; a group that took no part in the match has no key. */
export type Captures = Record<string, string>;

/** A compiled regular expression whose search takes time linear in the text, whatever the text. */
export interface Pattern {
  readonly captureNames: readonly string[];
  /** `native` when the proof of linear time holds for the built-in engine, `re2` when the slower general engine is used. */
  readonly engine: 'native' | 're2';
  /** The captures of the leftmost match, or undefined. */
  match(text: string): Captures | undefined;
}

/**
 * Compiles a regular expression in RE2 syntax. The general engine is linear by construction but takes tens of
 * microseconds per line; the built-in one backtracks but takes one. So the built-in engine is used where `proveLinear`
 * shows that it cannot do worse than linear. Throws on bad syntax.
 */
export function compilePattern(regex: string): Pattern {
  const node = parseRegex(regex);
  const names = node === undefined ? undefined : captureNames(node);
  const parts = node === undefined ? undefined : proveLinear(node);
  if (names === undefined || parts === undefined) {
    const general = compileGeneral(regex);
    return { captureNames: general.names, engine: 're2', match: general.match };
  }
  // The general engine takes a millisecond to compile and is hardly ever asked.
  let general: General | undefined;
  const fallback = (text: string): Captures | undefined => {
    general ??= compileGeneral(regex);
    return general.match(text);
  };
  return { captureNames: names, engine: 'native', match: nativeMatcher(parts, fallback) };
}

interface General {
  readonly names: readonly string[];
  readonly match: Pattern['match'];
}

/** Compiles with the engine that defines the syntax; throws what it finds wrong. */
export function compileGeneral(regex: string): General {
  const compiled = RE2JS.compile(regex);
  const names = Object.keys(compiled.namedGroups());
  return { names, match: (text) => matchGeneral(compiled, names, text) };
}

function matchGeneral(regex: RE2JS, names: readonly string[], text: string): Captures | undefined {
  const matcher = regex.matcher(text);
  if (!matcher.find()) return undefined;
  const captures: Captures = {};
  for (const name of names) {
    const value = matcher.group(name);
    if (value !== null) captures[name] = value;
  }
  return captures;
}

/**
 * Searches for the parts one after the other, each from the end of the one before: the leftmost part with the shortest
 * gap is what leftmost-first matching prefers, so a success is the match that RE2 reports. When a part is missing from
 * the whole text there is no match; when it only lies before the end of the part in front, the general engine decides.
 */
function nativeMatcher(linear: LinearParts, general: Pattern['match']): Pattern['match'] {
  const regexes = linear.parts.map((part) => new RegExp(part, 'gu'));
  return (text) => {
    if (text.includes('\n')) return general(text);
    const captures: Captures = {};
    let end = 0;
    for (const [i, regex] of regexes.entries()) {
      regex.lastIndex = end;
      const found = regex.exec(text);
      if (found === null) {
        if (i === 0) return undefined;
        regex.lastIndex = 0;
        return regex.test(text) ? general(text) : undefined;
      }
      const gap = linear.gaps[i];
      if (gap !== undefined) captures[gap] = text.slice(end, found.index);
      end = found.index + found[0].length;
      const groups = found.groups;
      if (groups === undefined) continue;
      for (const name in groups) {
        const value = groups[name];
        if (value !== undefined) captures[name] = value;
      }
    }
    return captures;
  };
}
