import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse, readBundle } from '../src/analysis.ts';
import { DEFAULT_LIMITS } from '../src/archive/archive.ts';
import type { Catalog } from '../src/catalog.ts';
import type { Report } from '../src/report/model.ts';
import type { Snapshot } from '../src/snapshot/snapshot.ts';
import { disagreements, expectationSchema } from '../test/samples/expectation.ts';

const FOLDER = 'samples';

/** A stored bundle, read once, and what its report must say. */
export interface Sample {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** What of the expectation a report does not meet. */
  mismatches(report: Report): readonly string[];
}

/** Reads every sample that has an expectation; one that fails without a mutation cannot judge any. */
export async function openSamples(catalog: Catalog): Promise<Sample[]> {
  const names = existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.tgz') && existsSync(expectationOf(file)))
        .sort()
    : [];
  if (names.length === 0) return [];
  const samples: Sample[] = [];
  for (const name of names) {
    const snapshot = await readBundle(path.join(FOLDER, name), {
      signatures: catalog.signatures,
      limits: DEFAULT_LIMITS,
      hints: {},
    });
    const expected = expectationSchema.parse(JSON.parse(readFileSync(expectationOf(name), 'utf8')));
    const sample = { name, snapshot, mismatches: (report: Report) => disagreements(report, expected) };
    const failures = sample.mismatches(analyse(snapshot, catalog, { version: '0.0.0', catalogSha256: '' }));
    if (failures.length === 0) samples.push(sample);
    else console.error(`${name} fails without a mutation and is left out: ${failures.join('; ')}`);
  }
  return samples;
}

const expectationOf = (bundle: string): string => path.join(FOLDER, bundle.replace(/\.tgz$/, '.expected.json'));
