import { describe, expect, it } from 'vitest';
import { compileSearch, requiredLiteral, withoutCaptures } from '../../src/signatures/search.ts';
import { parseRegex } from '../../src/signatures/syntax.ts';

describe('text that every match holds', () => {
  it.each([
    ['no space left', 'no space left'],
    ['a.*bcd', 'bcd'],
    ['x(bc)d?e', 'xbc'],
    ['(abc|abd)', ''],
    ['ab(cd)?ef', 'ab'],
    ['[a]b\\.c', 'ab.c'],
    ['^abc$', 'abc'],
    ['(abc)*', ''],
  ])('of %s', (regex, literal) => expect(requiredLiteral(parseRegex(withoutCaptures(regex))!)).toBe(literal));
});

describe('a search', () => {
  it('without regard to case finds partners beyond ASCII', () => {
    expect(compileSearch('kiss', true)('\u212aI\u017f\u017f')).toBe(true);
    expect(compileSearch('kiss', true)('KISS')).toBe(true);
    expect(compileSearch('kiss', true)('kis')).toBe(false);
  });
  it('finds what the general engine finds', () => {
    const lines = ['abc', 'xbcde', 'xbce', 'aBC', 'xbc', ''];
    for (const regex of ['x(bc)d?e', 'a[bB]c|x', '^$', '\\bbc'])
      expect(lines.filter(compileSearch(regex)), regex).toEqual(lines.filter((l) => new RegExp(regex).test(l)));
  });
});

describe('groups without captures', () => {
  it.each([
    ['(a|b)c', '(?:a|b)c'],
    ['(?:a)(?P<n>b)(?i)', '(?:a)(?P<n>b)(?i)'],
    ['\\(a[(]b[^](]c[]()]', '\\(a[(]b[^](]c[]()]'],
    ['[[:alpha:](](x)', '[[:alpha:](](?:x)'],
    ['\\Q(a\\E(b)', '\\Q(a\\E(b)'],
  ])('of %s', (regex, expected) => expect(withoutCaptures(regex)).toBe(expected));
});
