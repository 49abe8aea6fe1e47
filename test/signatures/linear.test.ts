import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveLinear } from '../../src/signatures/linear.ts';
import { contains, type Node, parseRegex } from '../../src/signatures/syntax.ts';

type Next = (at: number) => boolean;

/** A plain backtracking matcher that counts its steps: what the built-in engine does, without its shortcuts. */
function stepsOfSearch(node: Node, text: string): number {
  let steps = 0;
  const run = (n: Node, at: number, next: Next): boolean => {
    steps++;
    switch (n.kind) {
      case 'set': {
        const code = text.charCodeAt(at);
        return at < text.length && (code < 128 ? contains(n.set, code) : n.set.wide) && next(at + 1);
      }
      case 'sequence':
        return n.nodes.reduceRight<Next>((after, child) => (from) => run(child, from, after), next)(at);
      case 'choice':
        return n.nodes.some((child) => run(child, at, next));
      case 'group':
        return run(n.node, at, next);
      case 'repeat':
        return repeat(n, 0, at, next);
      case 'start':
        return at === 0 && next(at);
      case 'end':
        return at === text.length && next(at);
    }
  };
  const repeat = (n: Node & { kind: 'repeat' }, count: number, at: number, next: Next): boolean => {
    steps++;
    const again = () => count < n.max && run(n.node, at, (from) => from > at && repeat(n, count + 1, from, next));
    const leave = () => count >= n.min && next(at);
    return n.lazy ? leave() || again() : again() || leave();
  };
  for (let at = 0; at <= text.length; at++) if (run(node, at, () => true)) break;
  return steps;
}

const atom = fc.constantFrom(
  'a',
  'b',
  'c',
  '[ab]',
  '[^a]',
  '[^b]',
  '[^ab]',
  '[^c]',
  '(?:a|bc)',
  '(?:ab)?',
  '(?:a*b)?',
  '(?:[^c]+c){1,3}',
);
const item = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?'))
  .map(([a, q]) => (a.endsWith('?') || a.endsWith('}') ? a : `${a}${q}`));
const part = fc.array(item, { minLength: 1, maxLength: 6 }).map((items) => items.join(''));
const seed = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 5 });

describe('proveLinear', () => {
  it('proves only parts whose backtracking search grows with the length of the text', () => {
    let proven = 0;
    fc.assert(
      fc.property(part, seed, seed, (regex, head, loop) => {
        const node = parseRegex(regex);
        if (node === undefined || proveLinear(node) === undefined) return;
        proven++;
        const steps = (length: number): number =>
          stepsOfSearch(node, `${head}${loop.repeat(Math.ceil(length / loop.length))}`.slice(0, length));
        // Linear growth gives 4 times the steps for 4 times the text, quadratic growth 16 times.
        expect(steps(480)).toBeLessThan(6 * steps(120) + 2000);
      }),
      { numRuns: 4000 },
    );
    expect(proven).toBeGreaterThan(300);
  });

  it('counts steps well enough to tell quadratic growth', () => {
    const node = parseRegex('a[^c]*c');
    if (node === undefined) throw new Error('the expression did not parse');
    expect(proveLinear(node)).toBeUndefined();
    expect(stepsOfSearch(node, 'a'.repeat(480))).toBeGreaterThan(10 * stepsOfSearch(node, 'a'.repeat(120)));
  });

  it('cuts an expression at its gaps and keeps the names of captured ones', () => {
    const node = parseRegex('volume (?<volume>\\w+).*?path (?<rest>.*?) end');
    expect(node && proveLinear(node)).toEqual({
      parts: ['volume (?<volume>[0-9A-Z_a-z]+)', 'path ', ' end'],
      gaps: [undefined, undefined, 'rest'],
    });
  });
});
