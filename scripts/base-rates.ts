import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluate, readBundle } from '../src/analysis.ts';
import { DEFAULT_LIMITS } from '../src/archive/archive.ts';
import type { Catalog } from '../src/catalog.ts';
import { loadCatalogOrThrow } from '../src/catalog.ts';
import { readRuleFiles } from '../src/catalog-files.ts';
import type { RuleResult } from '../src/rules/evaluate.ts';

const FOLDER = 'samples';
const OUTPUT = 'rules/base-rates.json';

/** No rule has this name, so that the number of bundles can stand beside the rates. */
const BUNDLES = '#bundles';

/** Writes how often each clause holds on the healthy samples; a clause that often does proves nothing. */
export async function main(): Promise<number> {
  const bundles = healthySamples();
  if (bundles.length === 0) {
    console.error(`${FOLDER} holds no healthy-*.tgz; ${OUTPUT} stays as it is`);
    return 1;
  }
  const catalog = loadCatalogOrThrow(readRuleFiles('rules'));
  const results: (readonly RuleResult[])[] = [];
  for (const bundle of bundles) results.push(await evaluateBundle(bundle, catalog));
  const rates = ratesOf(results);
  writeFileSync(OUTPUT, `${JSON.stringify(rates, null, 2)}\n`);
  console.log(`${Object.keys(rates).length - 1} clauses hold on at least one of ${bundles.length} healthy bundles`);
  return 0;
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

function holdingClauses({ compiled, instances }: RuleResult): string[] {
  return [...compiled.clauses.keys()]
    .filter((clause) => instances.some((instance) => instance.clauses.get(clause) === true))
    .map((clause) => `${compiled.rule.id}#${clause}`);
}

function healthySamples(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => /^healthy-.*\.tgz$/.test(file))
    .sort()
    .map((file) => path.join(FOLDER, file));
}

async function evaluateBundle(bundle: string, catalog: Catalog): Promise<readonly RuleResult[]> {
  const snapshot = await readBundle(bundle, { signatures: catalog.signatures, limits: DEFAULT_LIMITS, hints: {} });
  return evaluate(snapshot, catalog).results;
}
