import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { incidents } from '../../scripts/samples/incidents/all.ts';
import { holdsExactly } from '../../scripts/samples/tar.ts';
import { readFile, reportOf, SAMPLES } from './analysis.ts';
import { disagreements, expectationSchema } from './expectation.ts';

const names = incidents.map((incident) => incident.name);

describe('samples', () => {
  it('are those that the generators make, each with its expectations', () => {
    const files = names.flatMap((name) => [`${name}.expected.json`, `${name}.tgz`]).sort();
    expect(
      readdirSync(SAMPLES)
        .filter((f) => /\.(?:tgz|expected\.json)$/.test(f))
        .sort(),
    ).toEqual(files);
  });

  it.each(names)('%s is diagnosed as expected', async (name) => {
    const expectation = expectationSchema.parse(
      JSON.parse(readFileSync(path.join(SAMPLES, `${name}.expected.json`), 'utf8')),
    );
    const report = reportOf(await readFile(path.join(SAMPLES, `${name}.tgz`)));
    expect(disagreements(report, expectation)).toEqual([]);
  });

  it.each(names)('%s is read without a problem', async (name) => {
    const snapshot = await readFile(path.join(SAMPLES, `${name}.tgz`));
    expect(snapshot.problems).toEqual([]);
    expect(snapshot.records.filter((r) => r.status !== 'collected').map((r) => `${r.path}: ${r.status}`)).toEqual([]);
    expect(snapshot.records.flatMap((r) => r.problems.map((p) => `${r.path}: ${p.message}`))).toEqual([]);
    expect(snapshot.bundle.complete).toBe(true);
  });

  // Versions of zlib compress the same bytes differently, so the archives are compared unpacked.
  it.each(incidents)('$name is what its generator makes, byte for byte', ({ name, build }) => {
    expect(holdsExactly(readFileSync(path.join(SAMPLES, `${name}.tgz`)), build())).toBe(true);
  });
});
