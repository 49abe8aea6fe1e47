import { describe, expect, it } from 'vitest';
import { type CatalogRequest, loadCatalog } from '../../src/catalog.ts';
import { compiledFile, formatFileProblem } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const SIGNATURES = compiledFile('rules/signatures/all.yaml', shippedSignatures());

const RULE = readYaml(
  'rules/mounts/table-full.yaml',
  `id: mounts/table-full
title: A table is full
kind: fault
severity: high
status: stable
why: Tables end.
for_each: { as: table, in: mount_namespaces }
clauses: { full: table.mounts >= 2 }
when: full
message: '{{table.label}} holds {{table.mounts}} {{table.mounts == 1.0 ? "mount" : "mounts"}}'
label: '{{table.label}}'
predict: { used: table.mounts, limit: "10.0", next: 'one more than {{table.mounts}}' }
remediation:
  - { stage: now, do: 'Look at {{table.label}}', run: 'cat {{table.label}}', expect: ok, duration: seconds }
  - { stage: verify, do: Look again, undo: ls /tmp }
dont: [Do not wait, { if: full, text: Do not count }]
reboot: { helps: true, safe: true, destroys: [the table] }
tests:
  - { name: a, files: {}, expect: finding }
  - { name: b, files: {}, expect: clear }
`,
);

const GOOD = `mounts/table-full:
  title: 表已满
  why: 表有尽头。
  message: '{{table.label}} 有 {{table.mounts}} 个挂载'
  predict: { next: '比 {{table.mounts}} 多一个' }
  remediation:
    - { do: '查看 {{table.label}}', expect: 正常, duration: 几秒 }
    - { do: 再看一次 }
  dont: [不要等待, 不要计数]
  reboot: { destroys: [表] }
`;

const load = (overlay: string, file = 'rules/locales/zh/mounts.yaml', request: CatalogRequest = {}) =>
  loadCatalog([SIGNATURES, RULE, readYaml(file, overlay)], {}, request);

function problemsOf(overlay: string, file?: string): string[] {
  const result = load(overlay, file);
  return result.ok ? [] : result.problems.map(formatFileProblem);
}

describe('texts of a rule in another language', () => {
  it('stand in place of the English ones when they are asked for, and commands stay', () => {
    const result = load(GOOD, undefined, { lang: 'zh' });
    const rule = result.ok ? result.value.rules[0] : undefined;
    expect(rule?.rule).toMatchObject({
      title: '表已满',
      why: '表有尽头。',
      dont: [{ text: '不要等待' }, { if: 'full', text: '不要计数' }],
      label: '{{table.label}}',
    });
    expect(rule?.rule.remediation).toMatchObject([
      { stage: 'now', do: '查看 {{table.label}}', run: 'cat {{table.label}}', expect: '正常' },
      { stage: 'verify', do: '再看一次', undo: 'ls /tmp' },
    ]);
    expect(rule?.rule.reboot).toEqual({ helps: true, safe: true, destroys: [{ text: '表' }] });
    const table = { label: 'node', mounts: 7 };
    expect(rule?.compiled.message.render({ table })).toBe('node 有 7 个挂载');
    expect(rule?.compiled.predict?.next.render({ table })).toBe('比 7 多一个');
    expect(rule?.compiled.rule).toBe(rule?.rule);
  });

  it('change nothing where English is asked for', () => {
    const result = load(GOOD);
    expect(result.ok && result.value.rules[0]?.rule.title).toBe('A table is full');
  });

  it('that do not exist leave the English ones, and the title says so', () => {
    const result = loadCatalog([SIGNATURES, RULE], {}, { lang: 'zh' });
    expect(result.ok && result.value.rules[0]?.rule.title).toBe('A table is full（英文）');
    expect(result.ok && result.value.rules[0]?.compiled.rule.title).toBe('A table is full（英文）');
  });
});

describe('wrong texts', () => {
  const changed = (from: string, to: string): string => {
    expect(GOOD).toContain(from);
    return GOOD.replace(from, to);
  };

  it.each([
    [
      'of a rule that does not exist',
      changed('mounts/table-full', 'mounts/table-ful'),
      ':1:1: unknown rule "mounts/table-ful", did you mean "mounts/table-full"?',
    ],
    ['without a title', changed('  title: 表已满\n', ''), ':2:3: title: '],
    ['with an unknown key', changed('  why', '  wy: x\n  why'), ':3:3: unknown key "wy", did you mean "why"?'],
    ['with a command', changed('{ do: 再看一次 }', '{ do: 再看一次, run: rm }'), ':8:19: unknown key "run"'],
    [
      'with a step too few',
      changed('    - { do: 再看一次 }\n', ''),
      ':7:5: remediation: one step for each of the 2 of the rule is needed, not 1',
    ],
    [
      'without a prohibition',
      changed('  dont: [不要等待, 不要计数]\n', ''),
      'dont: one sentence for each of the 2 of the rule is needed, not 0',
    ],
    ['without a part', changed(', duration: 几秒', ''), ':7:7: remediation.0.duration is missing: "seconds"'],
    [
      'with a part that the rule has not',
      changed('再看一次', '再看一次, impact: 无'),
      ':8:27: remediation.1.impact: the rule has no such text',
    ],
    [
      'with another value',
      changed('table.mounts}} 个', 'table.mounts}} {{table.most_copies}} 个'),
      ':4:48: message: the text of the rule has no "table.most_copies"',
    ],
    [
      'without a value',
      changed('有 {{table.mounts}} 个挂载', '有很多挂载'),
      ':4:13: message: "table.mounts" of the rule is missing',
    ],
    [
      'with an open expression',
      changed('比 {{table.mounts}} 多', '比 {{table.mounts}} {{多'),
      ':5:40: the expression after {{ is not closed with }}',
    ],
  ])('%s are refused with their place', (_name, overlay, problem) => {
    expect(problemsOf(overlay)).toEqual([expect.stringContaining(problem)]);
  });

  it('in the file of another family are refused', () => {
    expect(problemsOf(GOOD, 'rules/locales/zh/storage.yaml')).toEqual([
      'rules/locales/zh/storage.yaml:1:1: the texts of "mounts/table-full" belong in mounts.yaml',
    ]);
  });

  it('that are no map are refused', () => {
    expect(problemsOf('- a')).toEqual(['rules/locales/zh/mounts.yaml:1:1: expected texts by the id of their rule']);
  });

  it('may choose other words between quotes, and no other expression', () => {
    const words = changed('个挂载', '{{table.mounts == 1.0 ? "个挂载" : "个挂载项"}}');
    expect(problemsOf(words)).toEqual([]);
    expect(problemsOf(words.replace('1.0', '2.0'))).toEqual([expect.stringContaining('the text of the rule has no')]);
  });
});
