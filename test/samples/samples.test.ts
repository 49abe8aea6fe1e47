import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { incidents } from '../../scripts/samples/incidents/all.ts';
import { holdsExactly } from '../../scripts/samples/tar.ts';
import type { Report } from '../../src/report/model.ts';
import { readFile, reportOf, SAMPLES } from './analysis.ts';
import { mismatches } from './expect.ts';

/**
 * `top` is the first diagnosis; `not` and `ruledOut` list rule ids, `not.text` what neither the verdict nor the first
 * diagnosis nor a finding may say; every other key is one of the report.
 */
const expectationSchema = z
  .object({
    top: z.record(z.string(), z.unknown()).optional(),
    ruledOut: z.array(z.string()).optional(),
    not: z
      .object({
        diagnoses: z.array(z.string()).optional(),
        findings: z.array(z.string()).optional(),
        text: z.array(z.string()).optional(),
      })
      .optional(),
  })
  .catchall(z.unknown());

function disagreements(report: Report, expectation: z.infer<typeof expectationSchema>): string[] {
  const { top, ruledOut = [], not = {}, ...rest } = expectation;
  const said = JSON.stringify([report.verdict, report.diagnoses[0], report.residue, report.findings]);
  const present = (ids: readonly string[] = [], found: readonly { id: string }[], where: string): string[] =>
    ids.filter((id) => found.some((f) => f.id === id)).map((id) => `${id} must not be among the ${where}`);
  return [
    ...mismatches(report, rest),
    ...(top === undefined ? [] : mismatches(report.diagnoses[0], top, 'top')),
    ...ruledOut.filter((id) => !report.ruledOut.some((r) => r.id === id)).map((id) => `${id} is not ruled out`),
    ...present(not.diagnoses, report.diagnoses, 'diagnoses'),
    ...present(not.findings, report.findings, 'findings'),
    ...(not.text ?? [])
      .filter((text) => said.includes(text))
      .map((text) => `the report speaks of ${JSON.stringify(text)}`),
  ];
}

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
