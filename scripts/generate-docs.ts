import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layouts } from '../src/bundle/layouts/index.generated.ts';
import { loadCatalogOrThrow } from '../src/catalog.ts';
import { readRuleFiles } from '../src/catalog-files.ts';
import { collectorPage } from './docs/collector-page.ts';
import { factsPage } from './docs/facts-page.ts';
import { layoutsPage } from './docs/layouts-page.ts';
import { ruleIndex, rulesPage } from './docs/rules-page.ts';

const README = 'collectors/README.md';

/** The generated pages, the README of the collector in parts: where each lies and the text it must have. */
export function docFiles(): ReadonlyMap<string, string> {
  const catalog = loadCatalogOrThrow(readRuleFiles('rules'));
  return new Map([
    ['docs/rules.md', rulesPage(catalog)],
    ['docs/facts.md', factsPage(catalog, readSources())],
    ['docs/layouts.md', layoutsPage(Object.values(layouts))],
    ['rules/README.md', ruleIndex(catalog)],
    [README, collectorPage(readFileSync(README, 'utf8'), readFileSync('collectors/collect.sh', 'utf8'))],
  ]);
}

/** Writes the reference pages from the rules, the facts and the signatures. */
export function main(): number {
  for (const [file, text] of docFiles()) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return 0;
}

/** Names of the sources that have a parser, from the index of the parsers. */
function readSources(): string[] {
  const files = readdirSync('src/parsers').filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(path.join('src/parsers', file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}source: '(\w+)',$/gm)].map((match) => match[1] ?? '')).sort();
}
