import { expect, test } from 'vitest';
import { Heads } from '../../src/snapshot/heads.ts';

test('lines of an entry are kept, whatever its chunks', () => {
  const heads = new Heads({ bytes: 1000 });
  heads.add('a', Buffer.from('one\ntw'));
  heads.add('a', Buffer.from('o\r\nthree'));
  expect(heads.lines('a')).toEqual(['one', 'two', 'three']);
  expect(heads.lines('b')).toEqual([]);
});

test('a last line that may be cut is no line', () => {
  const heads = new Heads({ bytes: 10 });
  heads.add('a', Buffer.from('one\ntwo\nthree\nfour\n'));
  expect(heads.lines('a')).toEqual(['one', 'two']);
  heads.add('b', Buffer.from('nothing is left for it\n'));
  expect(heads.lines('b')).toEqual([]);
});

test('only the begin of a large entry is kept', () => {
  const heads = new Heads({ bytes: 1 << 30 });
  for (let i = 0; i < 100; i++) heads.add('a', Buffer.from(`${'x'.repeat(1023)}\n`));
  expect(heads.lines('a').length).toBe(32);
});
