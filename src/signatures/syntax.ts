/** A set of characters: 128 bits for ASCII, and one bit for everything beyond it. */
export interface CharSet {
  readonly ascii: readonly [number, number, number, number];
  readonly wide: boolean;
}

/** The part of the RE2 syntax that a linear-time proof is attempted for. */
export type Node =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'group'; readonly name: string | undefined; readonly node: Node }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

export function setOf(accept: (code: number) => boolean, wide: boolean): CharSet {
  const ascii: [number, number, number, number] = [0, 0, 0, 0];
  for (let code = 0; code < 128; code++) {
    if (accept(code)) ascii[(code >> 5) as 0 | 1 | 2 | 3] |= 1 << (code & 31);
  }
  return { ascii, wide };
}

export function contains(set: CharSet, code: number): boolean {
  return ((set.ascii[code >> 5] ?? 0) & (1 << (code & 31))) !== 0;
}

export function disjoint(a: CharSet, b: CharSet): boolean {
  const both =
    (a.ascii[0] & b.ascii[0]) | (a.ascii[1] & b.ascii[1]) | (a.ascii[2] & b.ascii[2]) | (a.ascii[3] & b.ascii[3]);
  return both === 0 && !(a.wide && b.wide);
}

const merge = (a: CharSet, b: CharSet): CharSet => ({
  ascii: [a.ascii[0] | b.ascii[0], a.ascii[1] | b.ascii[1], a.ascii[2] | b.ascii[2], a.ascii[3] | b.ascii[3]],
  wide: a.wide || b.wide,
});
const invert = ({ ascii, wide }: CharSet): CharSet => ({
  ascii: [~ascii[0], ~ascii[1], ~ascii[2], ~ascii[3]],
  wide: !wide,
});
const NONE: CharSet = { ascii: [0, 0, 0, 0], wide: false };
const SINGLES: readonly CharSet[] = Array.from({ length: 128 }, (_, code) => setOf((c) => c === code, false));
const single = (code: number): CharSet => SINGLES[code] ?? NONE;

const DIGIT = setOf((c) => c >= 48 && c <= 57, false);
const WORD = setOf((c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122), false);
/** RE2 means these five; JavaScript's own `\s` has more. */
const SPACE = setOf((c) => c === 9 || c === 10 || c === 12 || c === 13 || c === 32, false);
/** Every character but the line feed, as RE2 reads the dot. */
export const DOT = setOf((c) => c !== 10, true);

const ESCAPED_SETS: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  D: invert(DIGIT),
  w: WORD,
  W: invert(WORD),
  s: SPACE,
  S: invert(SPACE),
};
const ESCAPED_CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, f: 12, r: 13 };

/**
 * Reads a regular expression of the supported part of the RE2 syntax: characters, classes, `\d \w \s`, groups,
 * alternatives, quantifiers, and `^` and `$` outside groups. Undefined for everything else; that is not an error, the
 * expression is then left to the general engine.
 */
export function parseRegex(source: string): Node | undefined {
  const reader = new RegexReader(source);
  const node = reader.choice(0);
  return reader.failed || reader.at < source.length ? undefined : node;
}

/** Groups nest no deeper, so that a rule file from a stranger cannot make reading or proving run long. */
const MAX_DEPTH = 8;
const NOTHING: Node = { kind: 'sequence', nodes: [] };

class RegexReader {
  at = 0;
  failed = false;

  constructor(private readonly source: string) {}

  choice(depth: number): Node {
    const nodes = [this.#sequence(depth)];
    while (this.#take('|')) nodes.push(this.#sequence(depth));
    return nodes.length === 1 ? (nodes[0] ?? NOTHING) : { kind: 'choice', nodes };
  }

  #sequence(depth: number): Node {
    const nodes: Node[] = [];
    while (!this.failed && this.at < this.source.length && !'|)'.includes(this.source[this.at] ?? '')) {
      nodes.push(this.#quantified(depth));
    }
    return nodes.length === 1 ? (nodes[0] ?? NOTHING) : { kind: 'sequence', nodes };
  }

  #quantified(depth: number): Node {
    const node = this.#atom(depth);
    const bounds = this.#bounds();
    if (bounds === undefined) return node;
    const lazy = this.#take('?');
    if (node.kind === 'start' || node.kind === 'end' || this.#bounds() !== undefined) return this.#fail();
    return { kind: 'repeat', node, min: bounds[0], max: bounds[1], lazy };
  }

  #bounds(): [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 12));
    if (match === null) return undefined;
    this.at += match[0].length;
    const min = Number(match[1]);
    if (match[2] === undefined) return [min, min];
    return [min, match[3] === '' || match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3])];
  }

  #atom(depth: number): Node {
    const char = this.source[this.at] ?? '';
    this.at++;
    if (char === '(') return this.#group(depth);
    if (char === '[') return this.#class();
    if (char === '.') return { kind: 'set', set: DOT };
    if (char === '^') return depth === 0 ? { kind: 'start' } : this.#fail();
    if (char === '$') return depth === 0 ? { kind: 'end' } : this.#fail();
    if (char === '\\') return this.#set(this.#escape());
    if ('*+?{}'.includes(char) || char.charCodeAt(0) >= 128) return this.#fail();
    return { kind: 'set', set: single(char.charCodeAt(0)) };
  }

  #group(depth: number): Node {
    let name: string | undefined;
    if (this.#take('?')) {
      const head = /^(?::|P?<([a-z][a-z0-9_]*)>)/.exec(this.source.slice(this.at, this.at + 64));
      if (head === null) return this.#fail();
      this.at += head[0].length;
      name = head[1];
    } else return this.#fail();
    if (depth >= MAX_DEPTH) return this.#fail();
    const node = this.choice(depth + 1);
    return this.#take(')') ? { kind: 'group', name, node } : this.#fail();
  }

  #class(): Node {
    const negated = this.#take('^');
    let set = NONE;
    for (let first = true; first || this.source[this.at] !== ']'; first = false) {
      if (this.failed || this.at >= this.source.length || this.source.startsWith('[:', this.at)) return this.#fail();
      const low = this.#classItem();
      if (typeof low === 'number' && this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
        this.at++;
        const high = this.#classItem();
        if (typeof high !== 'number' || high < low) return this.#fail();
        set = merge(
          set,
          setOf((c) => c >= low && c <= high, false),
        );
      } else set = merge(set, this.#setOfItem(low));
    }
    this.at++;
    return { kind: 'set', set: negated ? invert(set) : set };
  }

  #classItem(): number | CharSet | undefined {
    const char = this.source[this.at++] ?? '';
    if (char === '\\') return this.#escape();
    if (char.charCodeAt(0) < 128) return char.charCodeAt(0);
    this.failed = true;
    return undefined;
  }

  #escape(): number | CharSet | undefined {
    const char = this.source[this.at++] ?? '';
    if (Object.hasOwn(ESCAPED_SETS, char)) return ESCAPED_SETS[char];
    if (Object.hasOwn(ESCAPED_CONTROLS, char)) return ESCAPED_CONTROLS[char];
    const code = char.charCodeAt(0);
    if (code < 128 && !/[A-Za-z0-9]/.test(char)) return code;
    this.failed = true;
    return undefined;
  }

  #setOfItem(item: number | CharSet | undefined): CharSet {
    return typeof item === 'number' ? single(item) : (item ?? NONE);
  }

  #set(item: number | CharSet | undefined): Node {
    return { kind: 'set', set: this.#setOfItem(item) };
  }

  #take(char: string): boolean {
    if (this.source[this.at] !== char) return false;
    this.at++;
    return true;
  }

  #fail(): Node {
    this.failed = true;
    this.at = this.source.length;
    return NOTHING;
  }
}

/** Names of the captures in the order they open; undefined when a name is used twice, which RE2 refuses. */
export function captureNames(node: Node): string[] | undefined {
  const names: string[] = [];
  const visit = (inner: Node): void => {
    if (inner.kind === 'group' && inner.name !== undefined) names.push(inner.name);
    if (inner.kind === 'sequence' || inner.kind === 'choice') inner.nodes.forEach(visit);
    else if (inner.kind === 'group' || inner.kind === 'repeat') visit(inner.node);
  };
  visit(node);
  return new Set(names).size === names.length ? names : undefined;
}
