import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Report } from '../../src/report/model.ts';
import { SAMPLES } from './analysis.ts';
import { mismatches } from './expect.ts';

const ids = z.array(z.string()).default([]);

/** How a sample is judged when a part of its evidence is gone. */
const degradedSchema = z.strictObject({
  /** Rules on the true chain: with less evidence the analysis may stop at any of them, never beside it. */
  chain: z.array(z.string()).min(1),
  /** The five sources that carry the most; a log is `log <path>`. */
  important: z.array(z.string()).length(5),
  /** What objects or summary of the root name also when an innocent object looks like it. */
  names: z.string(),
});

/** Something in the bundle that looks like a cause and is none. */
const redHerringSchema = z.strictObject({
  what: z.string(),
  /** Where it can be read, so that it cannot vanish unnoticed. */
  in: z.strictObject({ path: z.string(), text: z.string() }),
  /** What no diagnosis may be, or no diagnosis may say. */
  notRule: z.string().optional(),
  notText: z.string().optional(),
});

/**
 * What `expected.json` holds. `root` is the rule that is found to be the root cause, or `cannot tell`; `top` is the first
 * diagnosis; `explaining` are all rules that a diagnosis makes responsible for a symptom; `says` are texts that verdict
 * and first diagnosis must hold. `not.text` is what neither the verdict nor the first diagnosis nor a finding may say,
 * `not.accused` what no object of a diagnosis with symptoms may say, its other lists and `ruledOut` are rule ids. Every
 * other key is one of the report.
 */
export const expectationSchema = z
  .object({
    root: z.string().optional(),
    top: z.record(z.string(), z.unknown()).optional(),
    explaining: z.array(z.string()).optional(),
    says: ids,
    ruledOut: ids,
    not: z
      .strictObject({ diagnoses: ids, findings: ids, explaining: ids, ruledOut: ids, accused: ids, text: ids })
      .prefault({}),
    degraded: degradedSchema.optional(),
    redHerrings: z.array(redHerringSchema).default([]),
  })
  .catchall(z.unknown());

export type Expectation = z.infer<typeof expectationSchema>;

/** The expectation of a sample, from `samples/<name>.expected.json`. */
export const expectationOf = (sample: string): Expectation =>
  expectationSchema.parse(JSON.parse(readFileSync(path.join(SAMPLES, `${sample}.expected.json`), 'utf8')));

/** Rules that a diagnosis makes responsible for at least one symptom. */
export const explainingRules = (report: Report): string[] =>
  report.diagnoses.filter((d) => d.explains.length > 0).map((d) => d.id);

/** What of the expectation a report does not meet, one sentence each. */
export function disagreements(report: Report, expectation: Expectation): string[] {
  const { root, top, explaining, says, ruledOut, not, degraded: _, redHerrings: __, ...rest } = expectation;
  const stated = JSON.stringify([report.verdict, report.diagnoses[0]]);
  return [
    ...mismatches(report, rest),
    ...(root === undefined ? [] : rootMismatches(report, root)),
    ...(top === undefined ? [] : mismatches(report.diagnoses[0], top, 'top')),
    ...(explaining === undefined ? [] : explainingMismatches(report, explaining)),
    ...says.filter((text) => !stated.includes(text)).map((text) => `the report does not say ${JSON.stringify(text)}`),
    ...ruledOut.filter((id) => !report.ruledOut.some((r) => r.id === id)).map((id) => `${id} is not ruled out`),
    ...unwanted(report, not),
  ];
}

function rootMismatches(report: Report, root: string): string[] {
  const { status, headline } = report.verdict;
  if (root !== 'cannot tell') {
    const found = status === 'root-cause-found' ? report.diagnoses[0]?.id : status;
    return found === root ? [] : [`the root cause should be ${root}, it is ${found}: ${headline}`];
  }
  return status === 'findings' || status === 'insufficient-data' ? [] : [`it claims to know (${status}): ${headline}`];
}

function explainingMismatches(report: Report, expected: readonly string[]): string[] {
  const found = explainingRules(report);
  return [
    ...found.filter((id) => !expected.includes(id)).map((id) => `${id} is made responsible for a symptom`),
    ...expected.filter((id) => !found.includes(id)).map((id) => `${id} is made responsible for nothing`),
  ];
}

function unwanted(report: Report, not: Expectation['not']): string[] {
  const said = told([report.verdict, report.diagnoses[0], report.residue, report.findings]);
  const accused = JSON.stringify(report.diagnoses.filter((d) => d.explains.length > 0).map((d) => d.objects));
  const present = (list: readonly string[], found: readonly string[], where: string): string[] =>
    list.filter((id) => found.includes(id)).map((id) => `${id} must not be among the ${where}`);
  const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
  return [
    ...present(not.diagnoses, idsOf(report.diagnoses), 'diagnoses'),
    ...present(not.findings, idsOf(report.findings), 'findings'),
    ...present(not.explaining, explainingRules(report), 'causes of a symptom'),
    ...present(not.ruledOut, idsOf(report.ruledOut), 'causes ruled out'),
    ...not.accused.filter((t) => accused.includes(t)).map((t) => `a diagnosis accuses ${JSON.stringify(t)}`),
    ...not.text.filter((t) => said.includes(t)).map((t) => `the report speaks of ${JSON.stringify(t)}`),
  ];
}

/** What a report says, as text. The lines around its evidence are quoted, and say nothing of the cause. */
export const told = (parts: unknown): string =>
  JSON.stringify(parts, (key, value: unknown) => (key === 'context' ? undefined : value));
