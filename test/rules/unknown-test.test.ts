import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/rules/language.ts';
import { unknownTest } from '../../src/rules/unknown-test.ts';
import { language, makeThing, world } from './world.ts';

const found = world({ one: makeThing({ key: 'k', size: 2, tags: ['t'] }), flag: true });
const bindings = Object.fromEntries(
  ['one', 'flag'].map((name) => {
    const fact = found.lookup(name);
    return [name, fact.known ? fact.value : undefined];
  }),
);

function isUnknown(source: string): boolean {
  const compiled = language.compile(source);
  if (isProblem(compiled)) throw new Error(compiled.message);
  return unknownTest(compiled.ast)?.(bindings) ?? false;
}

describe('what is unknown before it is evaluated', () => {
  it.each([
    'one.on',
    'one.limit > 1.0',
    '!one.on',
    'one.limit + one.size > 3.0',
    'one.on && one.limit > 1.0',
    'count > 1',
    'one.on ? flag : flag',
  ])('%s', (source) => expect(isUnknown(source)).toBe(true));

  it.each([
    'one.size > 1.0',
    'flag || one.on',
    'one.on && flag',
    'flag ? flag : one.on',
    'one.tags.exists(t, t == "t")',
  ])('not %s', (source) => expect(isUnknown(source)).toBe(false));
});
