import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluate, readBundle, readFiles } from '../src/analysis.ts';
import { DEFAULT_LIMITS } from '../src/archive/archive.ts';
import type { Catalog } from '../src/catalog.ts';
import { loadCatalogOrThrow } from '../src/catalog.ts';
import { readRuleFiles } from '../src/catalog-files.ts';
import type { RuleResult } from '../src/rules/evaluate.ts';
import type { Snapshot } from '../src/snapshot/snapshot.ts';
import { healthyNodes } from './samples/healthy/healthy-nodes.ts';

const FOLDER = 'samples';
const OUTPUT = 'rules/base-rates.json';

/** No rule has this name, so that the number of bundles can stand beside the rates. */
const BUNDLES = '#bundles';

/** Writes how often each clause holds on the healthy nodes; a clause that often does proves nothing. */
export async function main(): Promise<number> {
  const rates = await healthyRates(loadCatalogOrThrow(readRuleFiles('rules')));
  writeFileSync(OUTPUT, `${JSON.stringify(rates, null, 2)}\n`);
  console.log(`${Object.keys(rates).length - 1} clauses hold on at least one of ${rates[BUNDLES]} healthy nodes`);
  return 0;
}

/** The rates over the stored samples of healthy nodes and those that are rendered for it. */
export async function healthyRates(catalog: Catalog, folder = FOLDER): Promise<Record<string, number>> {
  const { signatures } = catalog;
  const results: (readonly RuleResult[])[] = [];
  const add = (snapshot: Snapshot): void => {
    // A bundle of a cluster has its node inside.
    for (const one of snapshot.nodes?.map((node) => node.snapshot) ?? [snapshot])
      results.push(evaluate(one, catalog).results);
  };
  for (const bundle of healthySamples(folder))
    add(await readBundle(bundle, { signatures, limits: DEFAULT_LIMITS, hints: {} }));
  for (const { build } of healthyNodes) add(readFiles(build(), signatures));
  return ratesOf(results);
}

/** Share of the bundles in which a clause holds for any instance, by `rule#clause`, sorted; what never holds is left out. */
export function ratesOf(bundles: readonly (readonly RuleResult[])[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const results of bundles) {
    for (const key of new Set(results.flatMap(holdingClauses))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rates: Record<string, number> = { [BUNDLES]: bundles.length };
  for (const key of [...counts.keys()].sort())
    rates[key] = Math.round(((counts.get(key) ?? 0) / bundles.length) * 1000) / 1000;
  return rates;
}

/** On a healthy node what is ruled out says most: there the rule was able to decide. */
function holdingClauses({ compiled, ...result }: RuleResult): string[] {
  const instances = [...result.instances, ...result.others('ruled-out', 'not-applicable')];
  return [...compiled.clauses.keys()]
    .filter((clause) => instances.some((instance) => instance.clauses.get(clause) === true))
    .map((clause) => `${compiled.rule.id}#${clause}`);
}

function healthySamples(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^healthy-.*\.tgz$/.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}
