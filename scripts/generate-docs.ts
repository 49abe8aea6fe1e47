import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { layouts } from '../src/bundle/layouts/index.generated.ts';
import { loadCatalogOrThrow } from '../src/catalog.ts';
import { readRuleFiles } from '../src/catalog-files.ts';
import { collectorPage } from './docs/collector-page.ts';
import { readModes } from './docs/coverage.ts';
import { coveragePage } from './docs/coverage-page.ts';
import { factsPage } from './docs/facts-page.ts';
import { layoutsPage } from './docs/layouts-page.ts';
import { rulePages } from './docs/rules-page.ts';

const README = 'collectors/README.md';
const RULE_PAGES = 'docs/rules';

/** The generated pages, the README of the collector in parts: where each lies and the text it must have. */
export function docFiles(): ReadonlyMap<string, string> {
  const catalog = loadCatalogOrThrow(readRuleFiles('rules'), readBaseRates());
  return new Map([
    ...rulePages(catalog),
    ['docs/coverage.md', coveragePage(readModes(), catalog)],
    ['docs/facts.md', factsPage(catalog, readSources())],
    ['docs/layouts.md', layoutsPage(Object.values(layouts))],
    [README, collectorPage(readFileSync(README, 'utf8'), readFileSync('collectors/collect.sh', 'utf8'))],
  ]);
}

/** Writes the reference pages from the rules, the facts and the signatures. */
export function main(): number {
  const files = docFiles();
  for (const old of pagesBelow(RULE_PAGES)) if (!files.has(old)) rmSync(old);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return 0;
}

/** Pages of rules that were renamed or taken away would stay. */
function pagesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return names.map((name) => path.posix.join(folder, ...name.split(path.sep)));
}

function readBaseRates(): Record<string, number> {
  return z.record(z.string(), z.number()).parse(JSON.parse(readFileSync('rules/base-rates.json', 'utf8')));
}

/** Names of the sources that have a parser, from the index of the parsers. */
function readSources(): string[] {
  const files = readdirSync('src/parsers').filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(path.join('src/parsers', file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}source: '(\w+)',$/gm)].map((match) => match[1] ?? '')).sort();
}
