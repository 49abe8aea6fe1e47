import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse, readBundle, readFiles } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import type { Catalog } from '../../src/catalog.ts';
import type { Report } from '../../src/report/model.ts';
import { graveDiagnoses, nameOf, wrongRoots } from '../../test/corpus/score.ts';
import { healthyNodes } from '../samples/healthy/healthy-nodes.ts';
import type { BundleFiles } from '../samples/tar.ts';

const CONFOUNDERS = 'test/confounders';
const SAMPLES = 'samples';
const TOOL = { version: '0.0.0', catalogSha256: '' };

/** A case of our own of which all that is wrong is known. */
export interface OwnCase {
  readonly name: string;
  readonly wrongRoots: readonly string[];
}

/** The states that look like another cause; what their expectation names anywhere but under `not` is no wrong root. */
export async function confounderCases(catalog: Catalog): Promise<OwnCase[]> {
  const names = readdirSync(CONFOUNDERS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const cases: OwnCase[] = [];
  for (const { name } of names) {
    const module = (await import(`../../test/confounders/${name}/bundle.ts`)) as { bundle(): BundleFiles };
    const expectation: unknown = JSON.parse(readFileSync(path.join(CONFOUNDERS, name, 'expected.json'), 'utf8'));
    const report = analyse(readFiles(module.bundle(), catalog.signatures), catalog, TOOL);
    cases.push({ name: `confounder ${name}`, wrongRoots: wrongRoots(report, idsIn(expectation)) });
  }
  return cases;
}

/** The healthy nodes, stored ones and those that are rendered: every grave diagnosis of one is wrong. */
export async function healthyCases(catalog: Catalog): Promise<OwnCase[]> {
  const files = readdirSync(SAMPLES).filter((file) => /^healthy-.*\.tgz$/.test(file));
  const cases: OwnCase[] = [];
  for (const file of files) cases.push(accusations(file, await reportOnFile(path.join(SAMPLES, file), catalog)));
  for (const { name, build } of healthyNodes)
    cases.push(accusations(name, analyse(readFiles(build(), catalog.signatures), catalog, TOOL)));
  return cases;
}

const accusations = (name: string, report: Report): OwnCase => ({
  name,
  wrongRoots: graveDiagnoses(report).map(nameOf),
});

async function reportOnFile(file: string, catalog: Catalog): Promise<Report> {
  const snapshot = await readBundle(file, { signatures: catalog.signatures, limits: DEFAULT_LIMITS, hints: {} });
  return analyse(snapshot, catalog, TOOL);
}

/** Every rule id that an expectation names as being there. */
function idsIn(value: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  const visit = (part: unknown, key: string): void => {
    if (key === 'not') return;
    if (typeof part === 'string') ids.add(part);
    else if (Array.isArray(part)) for (const member of part) visit(member, key);
    else if (typeof part === 'object' && part !== null) for (const [k, v] of Object.entries(part)) visit(v, k);
  };
  visit(value, '');
  return ids;
}
