import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProse, readSentence } from '../../src/report/prose.ts';

const textOf = (spans: readonly { text: string }[]): string => spans.map((s) => s.text).join('');

test('reads code spans', () => {
  expect(readSentence('Run `docker cp` again')).toEqual([
    { text: 'Run ', code: false },
    { text: 'docker cp', code: true },
    { text: ' again', code: false },
  ]);
});

test('reads paragraphs and lists', () => {
  const blocks = readProse('First\nline.\n\n- one `x`\n  more\n- two\n\nLast.\n');
  expect(blocks.map((b) => [b.item, textOf(b.spans)])).toEqual([
    [false, 'First\nline.'],
    [true, 'one x\n  more'],
    [true, 'two'],
    [false, 'Last.'],
  ]);
});

test('leaves everything else of Markdown as it stands', () => {
  for (const text of [
    'rm /proc/*/x and *.log',
    'a_b__c__ ~~d~~',
    '[x](javascript:y) ![z](w) <b>c</b>',
    'see https://example.org or a@b.c',
    'back\\slash \\* &amp;',
    '# not a heading',
    '> not a quote',
  ]) {
    expect(textOf(readSentence(text))).toBe(text);
    expect(textOf(readProse(text).flatMap((b) => b.spans))).toBe(text);
  }
});

test('loses nothing of a sentence without backticks', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1 *_~[]()!<>&#-\\@:./"'), maxLength: 60 }), (text) => {
      expect(textOf(readSentence(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test('any text is read, and fast', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a `*_~[]()!<>|#-+1.\\\n\t:'), maxLength: 200 }), (text) => {
      expect(Array.isArray(readProse(text))).toBe(true);
    }),
    { numRuns: 2000 },
  );
  const start = performance.now();
  for (const unit of ['`', '[', '*a_', '- ', '> ', '| a ', '<a ', '\\', '    ', '1. ', '``a`', '![', '&#'])
    readProse(unit.repeat(4000 / unit.length));
  readProse('`a'.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(3000);
});
