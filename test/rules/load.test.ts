import { describe, expect, it } from 'vitest';
import { formatFileProblem } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { load, ruleText } from './world.ts';

/** The problems of some files, as `file:line:column: message`. */
function problems(texts: Readonly<Record<string, string>>): string[] {
  const result = load(texts);
  return result.ok ? [] : result.problems.map(formatFileProblem);
}

const BODY = 'clauses:\n  a: flag\nwhen: a\n';
const one = (body: string, id = 'test/rule'): string[] => problems({ [`rules/${id}.yaml`]: ruleText(id, body) });

/** The line of a rule text that begins like this, and the column at which `at` stands in it, both from 1. */
function place(body: string, line: string, at: string): string {
  const lines = ruleText('test/rule', body).split('\n');
  const number = lines.findIndex((l) => l.startsWith(line));
  return `rules/test/rule.yaml:${number + 1}:${(lines[number] ?? '').indexOf(at) + 1}`;
}

describe('a rule file', () => {
  it('that is right has no problems', () => expect(one(BODY)).toEqual([]));

  it.each([
    [
      'a misspelt key',
      `${BODY}entites: { a: word }\n`,
      'entites',
      'entites',
      'unknown key "entites", did you mean "entities"?',
    ],
    [
      'a misspelt key inside',
      `${BODY}explains:\n  - { id: test/rule, becuase: "true", because: "true" }\n`,
      '  - { id: test/rule',
      'becuase',
      'unknown key "becuase", did you mean "because"?',
    ],
    [
      'an unknown name',
      'clauses:\n  a: flagg\nwhen: a\n',
      '  a:',
      'flagg',
      'unknown name "flagg", did you mean "flag"?',
    ],
    [
      'an unknown field in the middle',
      'clauses:\n  a: flag && one.sise > 1\nwhen: a\n',
      '  a:',
      'sise',
      'unknown field "sise", did you mean "size"?',
    ],
    [
      'an unknown name in quotes',
      'clauses:\n  a: "flag && cout > 1"\nwhen: a\n',
      '  a:',
      'cout',
      'unknown name "cout", did you mean "count"?',
    ],
    [
      'an unknown key of a table',
      "clauses:\n  a: table['a.w'] > 1\nwhen: a\n",
      '  a:',
      "'a.w'",
      'unknown key "a.w" of table, did you mean "a.x"?',
    ],
    ['a clause that is no truth', 'clauses:\n  a: count\nwhen: a\n', '  a:', 'count', 'expected bool, got double'],
    ['a syntax error', 'clauses:\n  a: flag &&\nwhen: a\n', '  a:', 'flag', expect.anything()],
    ['an unused clause', `clauses:\n  a: flag\n  b: flag\nwhen: a\n`, '  b:', 'flag', 'the clause "b" is not used'],
    ['an unknown clause', `${BODY}direct: [aa]\n`, 'direct', 'aa', 'unknown clause "aa", did you mean "a"?'],
    [
      'an unknown effect',
      `${BODY}explains:\n  - { id: test/rulee, because: "true" }\n`,
      '  - { id',
      'test/rulee',
      'unknown rule "test/rulee", did you mean "test/rule"?',
    ],
    [
      'an unknown joint cause',
      `${BODY}needs: [test/rool]\n`,
      'needs',
      'test/rool',
      'unknown rule "test/rool", did you mean "test/rule"?',
    ],
    [
      'an unknown reference of a step',
      `${BODY}remediation:\n  - { stage: now, do: look, see: test/nothing-at-all }\n`,
      '  - { stage',
      'test/nothing',
      'unknown rule "test/nothing-at-all"',
    ],
    [
      'a list that is none',
      `for_each: { as: c, in: count }\n${BODY}`,
      'for_each',
      'count',
      'expected a list, got double',
    ],
    ['a name twice', `let: { count: "1" }\n${BODY}`, 'let', '1"', 'the name "count" is already taken'],
    [
      'a value that cannot be shown',
      `${BODY}message: "x {{causes}}"\n`,
      'message',
      '{{',
      'a message cannot show a value of type list<Thing>',
    ],
    [
      'a forbidden call',
      'clauses:\n  a: flag && word.matches("x")\nwhen: a\n',
      '  a:',
      'word.matches',
      'matches() is not available: put the pattern into a signature',
    ],
    [
      'an entity that cause or effect does not have',
      `${BODY}explains:\n  - { id: test/rule, because: "true", share: [pod] }\n`,
      '  - { id',
      'pod',
      expect.stringContaining('has no entity "pod"'),
    ],
  ])('with %s says what and where', (_, body, line, at, message) => {
    const found = one(body);
    expect(found.length).toBeGreaterThan(0);
    const at_ = place(body, line, at);
    const text = typeof message === 'string' ? `${at_}: ${message}` : undefined;
    if (text !== undefined) expect(found).toContain(text);
    else
      expect(
        found.filter((p) => p.startsWith(at_.replace(/:\d+$/, ':'))).map((p) => p.replace(/^\S+ /, '')),
      ).toContainEqual(message);
  });

  it('tells all problems of all files at once, in order', () => {
    const found = problems({
      'rules/test/b.yaml': ruleText('test/b', 'clauses:\n  a: nope1\n  b: nope2\nwhen: a && b\n'),
      'rules/test/a.yaml': 'id: [',
      'rules/test/c.yaml': ruleText('test/c', BODY).replace('kind: fault', 'kind: fawlt'),
    });
    expect(found.map((p) => p.split(':')[0])).toEqual([
      'rules/test/a.yaml',
      'rules/test/b.yaml',
      'rules/test/b.yaml',
      'rules/test/c.yaml',
    ]);
  });

  it('must test that it finds something and that it does not', () => {
    const tests = (...expectations: string[]): string[] =>
      one(`${BODY}tests:\n${expectations.map((e) => `  - { name: n, files: {}, expect: ${e} }\n`).join('')}`).map((p) =>
        p.replace(/^\S+ /, ''),
      );
    expect(tests('finding', 'ruled-out')).toEqual([]);
    expect(tests('finding')).toEqual(['no test expects clear or ruled-out']);
    expect(tests('clear')).toEqual(['no test expects a finding']);
    expect(one(`${BODY}tests: []\n`)).toHaveLength(2);
  });

  it('lies where its id says', () => {
    expect(problems({ 'rules/test/other.yaml': ruleText('test/rule', BODY) })).toEqual([
      expect.stringContaining('must be named test/rule.yaml'),
    ]);
    expect(problems({ 'rule.yaml': ruleText('test/rule', BODY) })).toEqual([]);
  });

  it('may have a name for a list that its own edge uses as well only once', () => {
    const found = one(`for_each: { as: c, in: causes }\n${BODY}explains:\n  - { id: test/rule, because: c.on }\n`);
    expect(found.join()).toContain('rename one of them');
  });

  it('with an expression over a folded block still names the line of the key', () => {
    const body = 'clauses:\n  a: >-\n    flag &&\n    nope\nwhen: a\n';
    expect(one(body)[0]).toMatch(
      new RegExp(
        `^rules/test/rule\\.yaml:${
          ruleText('test/rule', body)
            .split('\n')
            .findIndex((l) => l.startsWith('  a:')) + 1
        }:\\d+: unknown name "nope"`,
      ),
    );
  });
});

describe('ids', () => {
  const twice = (first: string, second: string): string[] =>
    problems({
      'rules/test/a.yaml': ruleText('test/a', `${BODY}aliases: [${first}]\n`),
      'rules/test/b.yaml': ruleText('test/b', `${BODY}aliases: [${second}]\n`),
    });

  it('belong to one rule', () => {
    expect(problems({ 'x/test/a.yaml': ruleText('test/a', BODY), 'y/test/a.yaml': ruleText('test/a', BODY) })).toEqual([
      expect.stringContaining('the id "test/a" is used twice'),
    ]);
  });

  it('may not be an alias of another rule, whichever file comes first', () => {
    expect(twice('old/a', 'test/a').join()).toContain('the id "test/a" is used twice');
    expect(twice('test/b', 'old/b').join()).toContain('the id "test/b" is used twice');
  });

  it('may not be an alias of two rules', () =>
    expect(twice('old/x', 'old/x').join()).toContain('the id "old/x" is used twice'));

  it('that are aliases can be referred to', () => {
    const found = problems({
      'rules/test/a.yaml': ruleText('test/a', `${BODY}aliases: [old/a]\n`),
      'rules/test/b.yaml': ruleText(
        'test/b',
        `${BODY}needs: [old/a]\nremediation:\n  - { stage: now, do: look, see: old/a }\n`,
      ),
    });
    expect(found).toEqual([]);
  });
});

describe('files of a stranger', () => {
  it.each(['as', 'loop', 'in', 'break', 'const', 'function', 'package', 'null', 'true', 'constructor', 'size', 'int'])(
    'cannot stop the loader with the name %s',
    (name) => {
      for (const body of [
        `let: { ${name}: "1" }\n${BODY}`,
        `clauses: { ${name}: flag }\nwhen: flag\ndirect: [${name}]\n`,
        `for_each: { as: ${name}, in: causes }\n${BODY}`,
      ])
        expect(() => one(body)).not.toThrow();
    },
  );

  it.each([
    [
      'alias bombs',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i]}`).join()}]`).join('\n')}\n`,
    ],
    ['an alias of itself', 'let: &l { a: "1", b: *l }\n'],
    ['deep lists', '['.repeat(20_000)],
    ['deep maps', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['unknown tags', 'id: !!js/function "function () { throw 1 }"\n'],
    ['a null byte', 'id: "a\u0000b"\n'],
    ['nothing', ''],
    ['a list', '- a\n'],
    ['two documents', 'id: a\n---\nid: b\n'],
  ])('%s are problems, not exceptions', (_, text) => {
    const started = performance.now();
    expect(problems({ 'rules/test/x.yaml': text }).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('with many keys are read in time that grows with their number only', () => {
    const keys = (n: number): string => Array.from({ length: n }, (_, i) => `k${i}: x`).join('\n');
    const time = (n: number): number => {
      const started = performance.now();
      readYaml('x.yaml', keys(n));
      return performance.now() - started;
    };
    time(500);
    expect(time(8_000) / time(1_000)).toBeLessThan(25);
  });

  it('cannot reach a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      problems({
        'rules/test/x.yaml': ruleText('test/x', `${BODY}let: { ${key}: "1" }\nentities: { ${key}: word }\n`),
      });
      problems({
        'rules/test/x.yaml': `${key}: { polluted: 1, prototype: { polluted: 1 } }\n${ruleText('test/x', BODY)}`,
      });
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('do not share an entity that is only a property of every object', () => {
    expect(one(`${BODY}explains:\n  - { id: test/rule, because: flag, share: [constructor] }\n`).join()).toContain(
      'has no entity "constructor"',
    );
  });
});

describe('templates', () => {
  it('report an expression that is not closed', () => {
    expect(one(`${BODY}message: "size {{one.size} of it"\n`)).not.toEqual([]);
  });
});
