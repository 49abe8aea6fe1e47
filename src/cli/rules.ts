import { type Catalog, loadCatalog, loadCatalogOrThrow } from '../catalog.ts';
import { plural, visible } from '../lib/text.ts';
import { formatFileProblem } from '../rules/parsed-file.ts';
import type { Rule } from '../rules/rule.ts';
import { findRule } from './find-rule.ts';
import { catalogOptionsOf, type ReadOptions } from './options.ts';
import { loadRequestedCatalog, readCatalogSources } from './requested-catalog.ts';
import { readResource } from './resources.ts';
import type { Terminal } from './terminal.ts';

type RulesOptions = Pick<ReadOptions, 'rules' | 'builtinRules' | 'lang'>;

async function catalogOf(options: RulesOptions): Promise<Catalog> {
  return (await loadRequestedCatalog(catalogOptionsOf(options))).catalog;
}

/** The same with the tests of the built-in rules, which a run does not need. */
async function catalogWithTests({ rules, builtinRules }: RulesOptions): Promise<Catalog> {
  const { readRuleFiles } = await import('../catalog-files.ts');
  return loadCatalogOrThrow([...readCatalogSources(builtinRules), ...rules.flatMap(readRuleFiles)]);
}

/** One line per rule: id, kind, title. */
export async function listRules(options: RulesOptions, terminal: Terminal): Promise<number> {
  const { rules } = await catalogOf(options);
  const width = Math.max(0, ...rules.map(({ rule }) => rule.id.length));
  for (const { rule } of rules) terminal.out(`${rule.id.padEnd(width)}  ${rule.kind.padEnd(7)}  ${rule.title}\n`);
  return 0;
}

/** Everything about one rule that a reader wants: what, why, when, causes and effects, what to do. */
export async function showRule(id: string, options: RulesOptions, terminal: Terminal): Promise<number> {
  const catalog = await catalogOf(options);
  const found = findRule(catalog, id);
  const { rules } = catalog;
  const causes = rules
    .filter(({ rule }) => rule.explains.some((e) => e.id === found.rule.id))
    .map(({ rule }) => rule.id);
  terminal.out(`${describeRule(found.rule, causes).join('\n')}\n`);
  return 0;
}

function describeRule(rule: Rule, causes: readonly string[]): string[] {
  const severities =
    typeof rule.severity === 'string'
      ? [rule.severity]
      : rule.severity.flatMap((tier) => Object.entries(tier).map(([s, when]) => `${s} if ${when}`));
  return [
    `${rule.id}  (${rule.kind}, ${rule.status})`,
    rule.title,
    ...(rule.aliases.length === 0 ? [] : [`also called ${rule.aliases.join(', ')}`]),
    ...(rule.status === 'draft' ? ['a draft: it never becomes a root cause'] : []),
    '',
    rule.why,
    '',
    `severity: ${severities.join('; ')}`,
    ...(rule.for_each === undefined ? [] : [`for each ${rule.for_each.as} in ${rule.for_each.in}`]),
    'clauses:',
    ...Object.entries(rule.clauses).map(([name, text]) => `  ${name}: ${text}`),
    `when: ${rule.when}`,
    ...(rule.ruled_out_by === undefined ? [] : [`ruled out by: ${rule.ruled_out_by}`]),
    ...(rule.direct.length === 0 ? [] : [`the mechanism itself is seen by: ${rule.direct.join(', ')}`]),
    ...(rule.supports.length === 0 ? [] : [`supported by: ${rule.supports.join(', ')}`]),
    ...(causes.length === 0 ? [] : [`caused by: ${causes.join(', ')}`]),
    ...(rule.explains.length === 0
      ? []
      : [`explains: ${rule.explains.map((e) => `${e.id} (because ${e.because})`).join(', ')}`]),
    ...(rule.remediation.length === 0
      ? []
      : [
          'what to do:',
          ...rule.remediation.map(
            (s) => `  ${s.stage} (${s.class}): ${s.do}${s.run === undefined ? '' : `\n    ${s.run}`}`,
          ),
        ]),
    ...rule.dont.map(({ text }) => `do not: ${text}`),
    ...(rule.fleet === undefined ? [] : [`on other nodes: ${rule.fleet.run}`, `  has it: ${rule.fleet.expect}`]),
    ...rule.references.map((url) => `see ${url}`),
  ];
}

/** Checks rule folders without running anything; every problem with its place. Exit 4 when there is one. */
export async function checkRules(
  folders: readonly string[],
  options: RulesOptions,
  terminal: Terminal,
): Promise<number> {
  if (folders.length === 0) {
    const { rules } = await catalogOf(options);
    terminal.out(`${plural(rules.length, 'rule')}, no problem\n`);
    return 0;
  }
  const { readRuleFiles } = await import('../catalog-files.ts');
  const own = folders.flatMap(readRuleFiles);
  const result = loadCatalog([...readCatalogSources(options.builtinRules), ...own]);
  if (result.ok) {
    terminal.out(`${plural(own.length, 'file')}, no problem\n`);
    return 0;
  }
  for (const problem of result.problems) terminal.out(`${visible(formatFileProblem(problem))}\n`);
  terminal.err(`${plural(result.problems.length, 'problem')} found\n`);
  return 4;
}

/** Runs the tests inside the rules; exit 4 when one fails. */
export async function testRules(ids: readonly string[], options: RulesOptions, terminal: Terminal): Promise<number> {
  const catalog = await catalogWithTests(options);
  const { runRuleTests } = await import('../rule-tests.ts');
  const chosen = ids.length === 0 ? catalog.rules : ids.map((id) => findRule(catalog, id));
  const results = chosen.flatMap((rule) => runRuleTests(rule, catalog));
  const failures = results.filter((r) => !r.passed);
  for (const { rule, test, detail } of failures) terminal.out(`${rule}: ${test}: ${detail}\n`);
  terminal.out(`${plural(results.length, 'test')} of ${plural(chosen.length, 'rule')}, ${failures.length} failed\n`);
  return failures.length === 0 ? 0 : 4;
}

/** The JSON schema of a rule file, for editors. */
export function printRuleSchema(terminal: Terminal): number {
  terminal.out(readResource('rule.schema.json'));
  return 0;
}
