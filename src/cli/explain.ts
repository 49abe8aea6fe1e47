import { readWithAdded } from '../added-files.ts';
import { evaluate } from '../analysis.ts';
import { redact } from '../lib/redact.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import { plural, visible } from '../lib/text.ts';
import { allInstances, type Instance, type RuleResult } from '../rules/evaluate.ts';
import { findRule } from './find-rule.ts';
import { catalogOptionsOf, hintsOf, limitsOf, type ReadOptions } from './options.ts';
import { loadRequestedCatalog } from './requested-catalog.ts';
import type { Terminal } from './terminal.ts';

/** Objects of one rule that are told in full; the others are counted. */
const MAX_INSTANCES = 5;

/** Says why a rule holds or does not hold for a bundle, clause by clause. */
export async function explainCommand(
  bundle: string,
  ruleId: string,
  options: ReadOptions,
  terminal: Terminal,
): Promise<number> {
  const { catalog } = await loadRequestedCatalog(catalogOptionsOf(options));
  const loaded = findRule(catalog, ruleId);
  const reading = { limits: limitsOf(options), hints: hintsOf(options), stdin: terminal.stdin };
  const snapshot = await readWithAdded(bundle, options.with, reading, catalog);
  const rule = { ...catalog, rules: [loaded] };
  const lines = (snapshot.nodes ?? [{ name: undefined, snapshot }]).flatMap(({ name, snapshot: part }) =>
    evaluate(part, rule).results.flatMap((result) => [
      ...(name === undefined ? [] : [`== ${name}`]),
      ...describe(result),
    ]),
  );
  terminal.out(`${lines.map((line) => redact(visible(line))).join('\n')}\n`);
  return 0;
}

function describe(result: RuleResult): string[] {
  const { rule } = result.compiled;
  const lines = [`${rule.id}: ${result.status}`, rule.title, '', `when: ${rule.when}`];
  if (rule.applies_when !== undefined) lines.push(`applies when: ${rule.applies_when}`);
  if (rule.ruled_out_by !== undefined) lines.push(`ruled out by: ${rule.ruled_out_by}`);
  if (result.error !== undefined) lines.push(`failed: ${result.error}`);
  for (const { source, reason } of result.missing) lines.push(`missing: ${source}: ${reason}`);
  const instances = allInstances(result);
  for (const instance of instances.slice(0, MAX_INSTANCES)) lines.push('', ...describeInstance(instance));
  const rest = instances.length - MAX_INSTANCES;
  if (rest > 0) lines.push('', `and ${plural(rest, 'more object')}`);
  if (rule.for_each !== undefined && instances.length === 0)
    lines.push('', `there is no ${rule.for_each.as} in ${rule.for_each.in}`);
  return lines;
}

function describeInstance(instance: Instance): string[] {
  const lines = [`${instance.label}: ${instance.status}`];
  for (const { source, reason } of instance.missing) lines.push(`  missing: ${source}: ${reason}`);
  for (const clause of instance.report()) {
    lines.push(`  ${clause.outcome === 'unknown' ? '?' : clause.outcome ? '+' : '-'} ${clause.name}: ${clause.text}`);
    for (const { path, value, refs } of clause.values) {
      const [first] = refs;
      lines.push(`      ${path} = ${value}${first === undefined ? '' : `  (${formatSourceRef(first)})`}`);
    }
  }
  return lines;
}
