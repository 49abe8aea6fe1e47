import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inNumber, isCount } from '../../src/rules/plural.ts';
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
    [[{ pid: 1 }, { pid: 2 }], '2 in the list'],
  ])('%o is %s', (value, text) => expect(formatValue(value)).toBe(text));
});

describe('a word behind a count', () => {
  const say = (count: string, part: string): string => inNumber(count, part, count);

  it.each([
    ['1', ' pod(s) (is|are) gone', '1 pod is gone'],
    ['3', ' pod(s) (is|are) gone', '3 pods are gone'],
    ['0', ' watch(es)', '0 watches'],
    ['1', ' entr(y|ies)', '1 entry'],
    ['12', ' entr(y|ies)', '12 entries'],
    ['at least 1', ' call(s)', 'at least 1 call'],
    ['1', ' time(s) it failed', 'one time it failed'],
    ['at least 1', ' time(s)', 'at least once'],
    ['11', ' time(s)', '11 times'],
    ['2', ' calls (ContainerStatus)', '2 calls (ContainerStatus)'],
  ])('%s%s', (count, part, text) => expect(say(count, part)).toBe(text));

  it('is told apart from "as soon as" where a clause begins with it', () => {
    expect(inNumber('it failed 1', ' time(s)', '1')).toBe('it failed once');
    expect(inNumber('it is full; 1', ' time(s) a pod got none', '1')).toBe('it is full; one time a pod got none');
  });

  it.each(['3', '1,024', '2.5', 'at least 12'])('%s is a count', (value) => expect(isCount(value)).toBe(true));
  it.each(['a3', '10.0.0.1', '3 CPUs', ''])('%j is none', (value) => expect(isCount(value)).toBe(false));
});

it('no message of a rule has a bare plural behind a count', () => {
  const bare = /\.(?:counted|distinct|size\(\))\)? *\}\} (?!of )(?:[a-z]+ )?[a-z]+[a-rt-z]s\b(?!\()/;
  const root = path.join(import.meta.dirname, '../../rules');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.yaml') && !file.startsWith('signatures'),
  );
  expect(files.length).toBeGreaterThan(200);
  const spoken = files.flatMap((file) => {
    const { message, label = '', predict } = parse(readFileSync(path.join(root, file), 'utf8'));
    return [message, label, predict?.next ?? ''].filter((text) => bare.test(text)).map((text) => `${file}: ${text}`);
  });
  expect(spoken).toEqual([]);
});
