import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatValue, shellWord } from '../../src/rules/template.ts';

describe('a value in a shell command', () => {
  it.each([
    ['/var/lib/docker', '/var/lib/docker'],
    [60793, '60793'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(reboot)', "'$(reboot)'"],
    ['-rf', "'./-rf'"],
    ['', "''"],
    ['a\nb', "'a?b'"],
    ['~root', "'~root'"],
    [['/a', '/b c'], "/a '/b c'"],
    [[], ''],
  ])('%j is %s', (value, word) => expect(shellWord(value)).toBe(word));

  it('is one word to a shell, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'binary-ascii' }).filter((s) => !/[\u0000-\u001f\u007f]/.test(s) && !s.startsWith('-')),
          { minLength: 1, maxLength: 5 },
        ),
        (values) => {
          const out = execFileSync('sh', ['-c', `printf '%s\\n' ${values.map(shellWord).join(' ')}`], {
            encoding: 'utf8',
          });
          expect(out).toBe(values.map((v) => `${v}\n`).join(''));
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a value in a message', () => {
  it.each([
    [3, '3'],
    [2.126, '2.13'],
    [10n, '10'],
    [true, 'true'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
    [new Map([['a', 1]]), '1 keys'],
    [{ label: 'x' }, 'x'],
    [{ count: 4 }, '4 lines'],
  ])('%o is %s', (value, text) => expect(formatValue(value)).toBe(text));
});
