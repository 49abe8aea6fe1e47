import { analyse } from '../src/analysis.ts';
import { type Catalog, loadCatalogOrThrow } from '../src/catalog.ts';
import { readRuleFiles } from '../src/catalog-files.ts';
import type { Report } from '../src/report/model.ts';
import { runRuleTests } from '../src/rule-tests.ts';
import type { CompiledRule } from '../src/rules/compile.ts';
import { isProblem } from '../src/rules/language.ts';
import type { LoadedRule } from '../src/rules/load.ts';
import { openSamples, type Sample } from './mutate-samples.ts';
import { movedThresholds } from './mutate-thresholds.ts';

const TOOL = { version: '0.0.0', catalogSha256: '' };

/** A change to one rule that some test or sample has to notice. */
interface Mutant {
  readonly rule: LoadedRule;
  readonly change: string;
  /** Undefined: the rule is gone. */
  readonly compiled: CompiledRule | undefined;
}

/**
 * Breaks every rule in turn (`when` always true, always false, rule deleted, each number that `when` compares with ten times
 * as large and a tenth) and reports the mutants that neither the tests inside the rule nor a sample notices; exit 1 when more than a twentieth of the stable rules have one. Clauses that
 * nothing notices are printed as information, and with `--samples` the rules that no sample needs.
 */
export async function main(args: readonly string[]): Promise<number> {
  const catalog = loadCatalogOrThrow(readRuleFiles('rules'));
  const samples = await openSamples(catalog);
  const ids = args.filter((arg) => !arg.startsWith('--'));
  const chosen = catalog.rules.filter(({ rule }) => ids.length === 0 || ids.includes(rule.id));
  const survivors: string[] = [];
  const survived = new Set<LoadedRule>();
  const weak: string[] = [];
  const unsampled: string[] = [];
  let count = 0;
  for (const rule of chosen) {
    for (const mutant of rulesMutants(rule)) {
      count++;
      if (isKilled(mutant, catalog, samples)) continue;
      survivors.push(nameOf(mutant));
      if (rule.rule.status === 'stable') survived.add(rule);
    }
    if (
      args.includes('--samples') &&
      !samplesNotice({ rule, change: 'deleted', compiled: undefined }, catalog, samples)
    )
      unsampled.push(rule.rule.id);
    for (const mutant of clauseMutants(rule)) if (!isKilled(mutant, catalog, samples)) weak.push(nameOf(mutant));
  }
  print(
    `${survivors.length} of ${count} mutants of ${chosen.length} rules survived (${samples.length} samples)`,
    survivors,
  );
  print(`${weak.length} clause mutants survived`, weak);
  if (args.includes('--samples'))
    print(`${unsampled.length} rules could be deleted without a sample noticing`, unsampled);
  const stable = chosen.filter(({ rule }) => rule.status === 'stable').length;
  console.log(`all mutants of ${stable - survived.size} of ${stable} stable rules were noticed`);
  return survived.size * 20 > stable ? 1 : 0;
}

function print(title: string, lines: readonly string[]): void {
  console.log([`${title}${lines.length === 0 ? '' : ':'}`, ...lines.map((line) => `  ${line}`)].join('\n'));
}

const nameOf = ({ rule, change }: Mutant): string => `${rule.rule.id}: ${change}`;

function rulesMutants(rule: LoadedRule): Mutant[] {
  const constant = (value: boolean): Mutant => ({
    rule,
    change: `when: ${value}`,
    compiled: { ...rule.compiled, when: constantOf(rule.compiled, value) },
  });
  // A rule may say that every object of its list is a finding.
  const always = rule.compiled.when.source === 'true' ? [] : [constant(true)];
  const moved = movedThresholds(rule.compiled).map((threshold) => ({ rule, ...threshold }));
  return [...always, constant(false), { rule, change: 'deleted', compiled: undefined }, ...moved];
}

/** Every clause that `when` names, held true and held false. */
function clauseMutants(rule: LoadedRule): Mutant[] {
  const { clauses, when } = rule.compiled;
  const names = when.variables.filter((name) => clauses.has(name));
  return names.flatMap((name) =>
    [true, false].map((value) => {
      const replaced = new Map(clauses).set(name, constantOf(rule.compiled, value));
      return { rule, change: `${name}: ${value}`, compiled: { ...rule.compiled, clauses: replaced } };
    }),
  );
}

function constantOf({ scope }: CompiledRule, value: boolean): CompiledRule['when'] {
  const compiled = scope.compile(String(value));
  if (isProblem(compiled)) throw new Error(compiled.message);
  return compiled;
}

function isKilled(mutant: Mutant, catalog: Catalog, samples: readonly Sample[]): boolean {
  return testsNotice(mutant, catalog) || samplesNotice(mutant, catalog, samples);
}

/** A rule that is gone cannot find what one of its own tests expects to be found. */
function testsNotice({ rule, compiled }: Mutant, catalog: Catalog): boolean {
  if (compiled === undefined) return rule.rule.tests.some((test) => test.expect === 'finding');
  return runRuleTests({ rule: rule.rule, compiled }, catalog).some((result) => !result.passed);
}

function samplesNotice({ rule, compiled }: Mutant, catalog: Catalog, samples: readonly Sample[]): boolean {
  const rules = catalog.rules.flatMap((r) => (r !== rule ? [r] : compiled === undefined ? [] : [{ ...r, compiled }]));
  const mutated = { ...catalog, rules };
  const reportOf = (sample: Sample): Report => analyse(sample.snapshot, mutated, TOOL);
  return samples.some((sample) => sample.mismatches(reportOf(sample)).length > 0);
}
