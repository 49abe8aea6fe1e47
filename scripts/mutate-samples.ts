import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { analyse, readBundle } from '../src/analysis.ts';
import { DEFAULT_LIMITS } from '../src/archive/archive.ts';
import type { Catalog } from '../src/catalog.ts';
import type { Report } from '../src/report/model.ts';
import type { Snapshot } from '../src/snapshot/snapshot.ts';
import { mismatches } from '../test/samples/expect.ts';

const FOLDER = 'samples';

/** A stored bundle, read once, and what its report must say. */
export interface Sample {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** What of the expectation a report does not meet. */
  mismatches(report: Report): readonly string[];
}

/** What `expected.json` holds: `top` is the first diagnosis, `not` and `ruledOut` are rule ids, the rest is the report's. */
const expectationSchema = z
  .object({
    top: z.record(z.string(), z.unknown()).optional(),
    ruledOut: z.array(z.string()).default([]),
    not: z
      .object({ diagnoses: z.array(z.string()).default([]), findings: z.array(z.string()).default([]) })
      .default({ diagnoses: [], findings: [] }),
  })
  .catchall(z.unknown());

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

function disagreements(report: Report, { top, ruledOut, not, ...rest }: z.infer<typeof expectationSchema>): string[] {
  const among = (list: readonly { id: string }[], id: string): boolean => list.some((item) => item.id === id);
  // What a report must not say in words is left to the test of the samples.
  return [
    ...mismatches(report, rest),
    ...(top === undefined ? [] : mismatches(report.diagnoses[0], top, 'top')),
    ...ruledOut.filter((id) => !among(report.ruledOut, id)).map((id) => `${id} is not ruled out`),
    ...not.diagnoses.filter((id) => among(report.diagnoses, id)).map((id) => `${id} is among the diagnoses`),
    ...not.findings.filter((id) => among(report.findings, id)).map((id) => `${id} is among the findings`),
  ];
}
