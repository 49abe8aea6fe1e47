import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/signatures/pattern.ts';
import { shippedSignatures } from './shipped.ts';

/** What RE2 itself says. */
function reference(regex: string, text: string): Record<string, string> | undefined {
  const compiled = RE2JS.compile(regex);
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return undefined;
  const captures: Record<string, string> = {};
  for (const name of Object.keys(compiled.namedGroups())) {
    const value = matcher.group(name);
    if (value !== null) captures[name] = value;
  }
  return captures;
}

const atom = fc.constantFrom(
  'a',
  'b',
  'ab',
  '[ab]',
  '[^a]',
  '\\d',
  '\\s',
  '\\S',
  '\\w',
  '.',
  '\\.',
  '(?:a|bc)',
  '(?:ab)?',
  '[^\\s:]',
);
const quantified = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '*?', '+?'))
  .filter(([a, q]) => q === '' || !a.endsWith('?'))
  .map(([a, q]) => (a.length === 2 && !a.startsWith('\\') ? `(?:${a})${q}` : `${a}${q}`));
const piece = fc.array(quantified, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
const expression = fc
  .tuple(piece, fc.constantFrom('.*?', '(?<gap>.*?)'), piece, fc.boolean(), fc.boolean())
  .map(([a, gap, b, start, end]) => `${start ? '^' : ''}(?<one>${a})${gap}(?<two>${b})${end ? '$' : ''}`);
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '.', ':', '_', '\u00a0', '\u2028', 'é', '😀'),
  maxLength: 16,
});

describe('compilePattern', () => {
  it('agrees with RE2 on random expressions, and proves a good part of them', () => {
    let native = 0;
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 4, maxLength: 4 }), (regex, texts) => {
        const pattern = compilePattern(regex);
        if (pattern.engine === 'native') native++;
        for (const line of texts) expect(pattern.match(line)).toEqual(reference(regex, line));
      }),
      { numRuns: 3000 },
    );
    expect(native).toBeGreaterThan(100);
  });

  it('agrees with RE2 on the samples of the shipped signatures, cut, joined and damaged', () => {
    const signatures = shippedSignatures();
    const lines = signatures.flatMap((signature) => signature.samples);
    fc.assert(
      fc.property(
        fc.constantFrom(...signatures),
        fc.array(fc.tuple(fc.constantFrom(...lines), fc.nat(200), fc.nat(400)), { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        ({ regex, samples }, cuts, own) => {
          const line = cuts
            .map(([sample, from, length]) => sample.slice(from, from + length))
            .join(own === 0 ? samples[0] : ' ');
          expect(compilePattern(regex).match(line)).toEqual(reference(regex, line));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['(?:a+)+b', 're2'],
    ['x[^ ]*:[^ ]*y', 're2'],
    ['\\w+ blocked', 're2'],
    ['mount (?<path>\\S+) on', 'native'],
    ['/(?<path>[^\\s:]+): no space', 're2'],
    ['^(?<path>[^\\s:]+): no space', 'native'],
    ['(?<path>[^\\s:]+): no space', 're2'],
    ['(?i)error', 're2'],
    [`${'(?:'.repeat(12)}a${')?'.repeat(12)}`, 're2'],
    ['a.*b', 're2'],
    ['a.*?b', 'native'],
    ['comm (?<comm>.*?), pid', 'native'],
    ['x\\\\*"(?<a>[^"\\\\]+)\\\\*" at', 'native'],
  ])('%s runs on %s', (regex, engine) => {
    expect(compilePattern(regex).engine).toBe(engine);
  });

  it('is linear on hostile lines of 20 KB for every shipped signature', () => {
    for (const { id, regex, samples, literals } of shippedSignatures()) {
      const pattern = compilePattern(regex);
      const half = (samples[0] ?? '').slice(0, -2);
      const seeds = [
        literals[0] ?? samples[0] ?? 'x',
        half,
        half.slice(0, half.length / 2),
        `${literals[0] ?? samples[0]}\\`,
        `${literals[0] ?? samples[0]}"`,
        `${literals[0] ?? samples[0]}/`,
      ];
      for (const seed of seeds) {
        const line = seed.repeat(Math.ceil(20_000 / seed.length));
        pattern.match(line);
        const started = performance.now();
        pattern.match(line);
        expect(performance.now() - started, `${id} on ${seed}`).toBeLessThan(50);
      }
    }
  });
});
