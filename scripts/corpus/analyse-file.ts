import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { analyseBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { type Catalog, loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import { InquestError, reasonOf } from '../../src/errors.ts';
import type { Report } from '../../src/report/model.ts';

/** The exit code of a bug, as in src/errors.ts: all other failures are of the input. */
const BUG = 70;

/** A report, or why there is none and with which code `analyze` would end. */
export type Analysed =
  | { readonly report: Report; readonly milliseconds: number }
  | { readonly failure: string; readonly exit: number; readonly milliseconds: number };

export function openCatalog(): Catalog {
  const rates: unknown = JSON.parse(readFileSync('rules/base-rates.json', 'utf8'));
  return loadCatalogOrThrow(readRuleFiles('rules'), isRates(rates) ? rates : {});
}

const isRates = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null && Object.values(value).every((rate) => typeof rate === 'number');

/** Analyses one file as `analyze FILE` does, and never throws. */
export async function analyseFile(file: string, catalog: Catalog): Promise<Analysed> {
  const from = performance.now();
  const taken = (): number => Math.round(performance.now() - from);
  try {
    const tool = { version: '0.0.0', catalogSha256: '' };
    const { report } = await analyseBundle(file, { limits: DEFAULT_LIMITS, hints: {} }, catalog, tool);
    return { report, milliseconds: taken() };
  } catch (error) {
    const exit = error instanceof InquestError ? error.exit : BUG;
    const failure = exit === BUG && error instanceof Error ? (error.stack ?? error.message) : reasonOf(error);
    return { failure, exit, milliseconds: taken() };
  }
}
