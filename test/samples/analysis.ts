import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse, readBundle, readFiles } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { type Catalog, loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import type { Lang } from '../../src/lib/lang.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const SAMPLES = path.join(root, 'samples');

const loaded = new Map<Lang, Catalog>();
/** The rules of the project in a language, read once. */
export function catalog(lang: Lang = 'en'): Catalog {
  const known = loaded.get(lang) ?? loadCatalogOrThrow(readRuleFiles(path.join(root, 'rules')), {}, { lang });
  loaded.set(lang, known);
  return known;
}

export const reportOf = (snapshot: Snapshot, lang: Lang = 'en'): Report =>
  analyse(snapshot, catalog(lang), { version: '0.0.0', catalogSha256: '' });

export const readFile = (file: string): Promise<Snapshot> =>
  readBundle(file, { signatures: catalog().signatures, limits: DEFAULT_LIMITS, hints: {} });

export const snapshotOf = (files: ReadonlyMap<string, string>): Snapshot => readFiles(files, catalog().signatures);
