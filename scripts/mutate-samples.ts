import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse, readBundle } from '../src/analysis.ts';
import { DEFAULT_LIMITS } from '../src/archive/archive.ts';
import type { Catalog } from '../src/catalog.ts';
import type { Report } from '../src/report/model.ts';
import type { Snapshot } from '../src/snapshot/snapshot.ts';

const FOLDER = 'samples';

/** A stored bundle, read once, and what its report must say. */
export interface Sample {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** What of the expectation a report does not meet. */
  mismatches(report: Report): readonly string[];
}

type Matcher = (report: Report, expected: unknown) => readonly string[];

/** Reads every sample that has an expectation; a sample that fails without any mutation would kill them all and is an error. */
export async function openSamples(catalog: Catalog): Promise<Sample[]> {
  const names = existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.tgz') && existsSync(expectationOf(file)))
        .sort()
    : [];
  if (names.length === 0) return [];
  const matcher = await loadMatcher();
  const samples: Sample[] = [];
  for (const name of names) {
    const snapshot = await readBundle(path.join(FOLDER, name), {
      signatures: catalog.signatures,
      limits: DEFAULT_LIMITS,
      hints: {},
    });
    const expected: unknown = JSON.parse(readFileSync(expectationOf(name), 'utf8'));
    const sample = { name, snapshot, mismatches: (report: Report) => matcher(report, expected) };
    const failures = sample.mismatches(analyse(snapshot, catalog, { version: '0.0.0', catalogSha256: '' }));
    if (failures.length > 0) throw new Error(`the sample ${name} fails as it is: ${failures.join('; ')}`);
    samples.push(sample);
  }
  return samples;
}

const expectationOf = (bundle: string): string => path.join(FOLDER, bundle.replace(/\.tgz$/, '.expected.json'));

async function loadMatcher(): Promise<Matcher> {
  throw new Error('test/samples/expect.ts does not exist');
}
