import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { incidents } from '../../scripts/samples/incidents/all.ts';
import { holdsExactly } from '../../scripts/samples/tar.ts';
import { readFile, SAMPLES } from './analysis.ts';
import { disagreements, expectationOf, told } from './expectation.ts';
import { sampleReport } from './shared-reports.ts';

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
    const expectation = expectationOf(name);
    const report = await sampleReport(`${name}.tgz`);
    expect(disagreements(report, expectation)).toEqual([]);
  });

  const sick = incidents.filter(({ name }) => expectationOf(name).top !== undefined);

  it.each(sick)('$name has four red herrings and follows none', async ({ name, build }) => {
    const { redHerrings } = expectationOf(name);
    expect(redHerrings.length).toBeGreaterThanOrEqual(4);
    const files = build();
    const lost = redHerrings.filter((herring) => files.get(herring.in.path)?.includes(herring.in.text) !== true);
    expect(lost.map((herring) => herring.what)).toEqual([]);
    const { verdict, diagnoses } = await sampleReport(`${name}.tgz`);
    const accusing = diagnoses.filter((d) => d.explains.length > 0 || d.severity === 'critical');
    const said = told([
      verdict,
      accusing.map(({ id, summary, objects, chain, evidence }) => [id, summary, objects, chain, evidence]),
    ]);
    const followed = redHerrings.filter(
      ({ notRule, notText }) =>
        (notRule === undefined && notText === undefined) ||
        accusing.some((d) => d.id === notRule) ||
        (notText !== undefined && said.includes(notText)),
    );
    expect(followed.map((herring) => herring.what)).toEqual([]);
  });

  it('take less than 5 MB together', () => {
    const bytes = names.reduce((sum, name) => sum + statSync(path.join(SAMPLES, `${name}.tgz`)).size, 0);
    expect(bytes).toBeLessThan(5_000_000);
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
