import { describe, expect, test } from 'vitest';
import { ENGLISH } from '../../src/report/words/en.ts';
import { CHINESE } from '../../src/report/words/zh.ts';
import { fixedWords, leaves, said } from './fixed-words.ts';

const english = new Map(leaves(ENGLISH));
const chinese = new Map(leaves(CHINESE));

/** What a language may leave out: Chinese has no plural, counts what it does not name, and keeps texts of rules as they are. */
const COUNTED_OTHERWISE = new Set(['terms.someOf', 'cluster.all', 'cluster.on']);

describe('the words of a report', () => {
  test('are the same in each language by their keys', () => {
    const own = (words: ReadonlyMap<string, unknown>): string[] =>
      [...words.keys()].filter((key) => !key.startsWith('script.')).sort();
    expect(own(chinese)).toEqual(own(english));
  });

  test.each([...english].filter(([key]) => !COUNTED_OTHERWISE.has(key)))('%s says the same values', (key, value) => {
    const marks = (text: string): string[] => [...new Set(text.match(/⟦\d⟧/g) ?? [])].sort();
    expect(marks(said(chinese.get(key)))).toEqual(marks(said(value)));
  });

  test('hold nothing that the templates would have to escape', () => {
    for (const text of Object.values(ENGLISH.page).concat(Object.values(CHINESE.page)))
      expect(text).not.toMatch(/[&<>"'`=*_\\|[\]]/);
  });

  test('the check below knows what English says', () => {
    expect(fixedWords()).toEqual(expect.arrayContaining(['Who is hit', 'before collection', 'From cause to symptom']));
    expect(fixedWords().length).toBeGreaterThan(300);
  });
});
