import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, wrap, wrapAtMost } from '../../src/report/wrap.ts';

test('breaks between words, and inside one only where it must', () => {
  expect(wrap('one two  three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a /var/lib/docker/overlay2 b', 10)).toEqual(['a', '/var/lib/d', 'ocker/over', 'lay2 b']);
  expect(wrap('', 10)).toEqual([]);
});

test('wide characters take two columns, marks none', () => {
  expect(columnsOf('磁盘')).toBe(4);
  expect(columnsOf('e\u0301')).toBe(1);
  expect(wrap('磁盘空间不足', 4)).toEqual(['磁盘', '空间', '不足']);
});

test('Chinese is broken between characters, and no line begins with what closes', () => {
  expect(wrap('位于 kubelet 无法卸载的卷，因为（例如）还有挂载', 16)).toEqual([
    '位于 kubelet 无',
    '法卸载的卷，因为',
    '（例如）还有挂载',
  ]);
  expect(wrap('占用的内存，然后', 10)).toEqual(['占用的内', '存，然后']);
  expect(wrapAtMost('位于 无法卸载的卷上', 14, 1)).toEqual(['位于 无法卸 …']);
});

test('no line is wider than asked, and no character is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.every((line) => columnsOf(line) <= width)).toBe(true);
      expect(wrapAtMost(text, width, 2).every((line) => columnsOf(line) <= width)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '日'), maxLength: 200 }), (text) => {
      expect(wrap(text, 10).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a cut is marked', () => {
  expect(wrapAtMost('one two three four', 9, 1)).toEqual(['one two …']);
  expect(wrapAtMost('one two', 9, 1)).toEqual(['one two']);
});
