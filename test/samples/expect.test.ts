import { describe, expect, it } from 'vitest';
import { mismatches } from './expect.ts';

const report = {
  verdict: { status: 'healthy', score: 4 },
  list: [
    { id: 'a', count: 3 },
    { id: 'b', count: 12 },
  ],
  empty: [],
};

describe('subset expectations', () => {
  const holds: readonly (readonly [string, unknown])[] = [
    ['a named field', { verdict: { status: 'healthy' } }],
    ['a path with dots', { 'verdict.score': 4 }],
    ['a comparison', { 'verdict.score': '>3' }],
    ['the edge of a comparison', { 'verdict.score': '>=4' }],
    ['a text inside', { 'verdict.status': { includes: 'alt' } }],
    ['a pattern', { 'verdict.status': { matches: '^h.*y$' } }],
    ['members in any order', { list: [{ id: 'b' }, { id: 'a', count: '<4' }] }],
    ['an empty list', { empty: [] }],
    ['a length', { list: { length: 2 }, empty: { length: 0 } }],
  ];
  it.each(holds)('accepts %s', (_name, expected) => {
    expect(mismatches(report, expected)).toEqual([]);
  });

  const broken: readonly (readonly [string, unknown, string])[] = [
    ['another value', { verdict: { status: 'findings' } }, 'verdict.status: expected "findings", got "healthy"'],
    ['a field that is not there', { 'verdict.word': 'x' }, 'verdict.word: expected "x", got nothing'],
    ['a number that is too small', { 'verdict.score': '>4' }, 'verdict.score: expected ">4", got 4'],
    ['a comparison with a text', { 'verdict.status': '>4' }, 'verdict.status: expected ">4", got "healthy"'],
    [
      'a text that is not inside',
      { 'verdict.status': { includes: 'sick' } },
      'verdict.status: expected {"includes":"sick"}, got "healthy"',
    ],
    ['a member that is not there', { list: [{ id: 'c', count: 3 }] }, 'list[0].id: expected "c", got "a"'],
    ['a list that should be empty', { list: [] }, 'list: expected an empty list'],
    ['an object instead of a text', { verdict: 'healthy' }, 'verdict: expected "healthy", got {"status"'],
    ['a member of an empty list', { empty: [{ id: 'a' }] }, 'empty[0]: expected {"id":"a"}, the list is empty'],
  ];
  it.each(broken)('refuses %s', (_name, expected, reason) => {
    expect(mismatches(report, expected).join('\n')).toContain(reason);
  });
});
