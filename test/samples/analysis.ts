import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse, readBundle, readFiles } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { type Catalog, loadCatalogOrThrow } from '../../src/catalog.ts';
import { readRuleFiles } from '../../src/catalog-files.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const SAMPLES = path.join(root, 'samples');

let loaded: Catalog | undefined;
/** The rules of the project, read once. */
export function catalog(): Catalog {
  loaded ??= loadCatalogOrThrow(readRuleFiles(path.join(root, 'rules')));
  return loaded;
}

export const reportOf = (snapshot: Snapshot): Report =>
  analyse(snapshot, catalog(), { version: '0.0.0', catalogSha256: '' });

export const readFile = (file: string): Promise<Snapshot> =>
  readBundle(file, { signatures: catalog().signatures, limits: DEFAULT_LIMITS, hints: {} });

export const snapshotOf = (files: ReadonlyMap<string, string>): Snapshot => readFiles(files, catalog().signatures);
