import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrefilter } from '../../src/signatures/prefilter.ts';

function naive(text: string, literals: readonly string[]): string[] {
  const hits: string[] = [];
  for (const [number, literal] of literals.entries()) {
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1)) hits.push(`${number}@${at}`);
  }
  return hits.sort();
}

function found(bytes: Buffer, start: number, end: number, literals: readonly string[]): string[] {
  const hits: string[] = [];
  createPrefilter(literals).scan(bytes, start, end, (literal, at) => hits.push(`${literal}@${at - start}`));
  return hits.sort();
}

const letters = fc.constantFrom('a', 'b', ' ');
const literal = fc.string({ unit: letters, minLength: 7, maxLength: 14 });

describe('prefilter', () => {
  it('finds every occurrence that indexOf finds, at any alignment', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { minLength: 1, maxLength: 12 }),
        fc.array(fc.oneof(literal, fc.string({ unit: letters })), { maxLength: 20 }),
        fc.nat(9),
        fc.nat(9),
        (literals, pieces, before, after) => {
          const text = [...pieces, ...literals].join('');
          // Text around the range must not be reported, not even where a literal crosses its edge.
          const bytes = Buffer.from(`${'a'.repeat(before)}${text}${'b'.repeat(after)}`, 'latin1');
          expect(found(bytes, before, before + text.length, literals)).toEqual(naive(text, literals));
        },
      ),
    );
  });

  it('reports hits in the order of their lines', () => {
    const literals = ['0123456789abcdef', 'xyz xyz'];
    const bytes = Buffer.from('xyz xyz\n0123456789abcdef\nxyz xyz xyz\n');
    const order: number[] = [];
    createPrefilter(literals).scan(bytes, 0, bytes.length, (number) => order.push(number));
    expect(order).toEqual([1, 0, 1, 1]);
  });

  it('refuses literals that its stride could miss', () => {
    expect(() => createPrefilter(['sixsix'])).toThrow(RangeError);
  });
});
