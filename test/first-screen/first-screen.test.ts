import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import type { Report } from '../../src/report/model.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from '../report/fixture.ts';
import { readFile, reportOf, SAMPLES, snapshotOf } from '../samples/analysis.ts';
import { FIRST_SCREEN, formsOf, openQuestions } from './answers.ts';

const CONFOUNDERS = path.join(import.meta.dirname, '../confounders');
const cases = readdirSync(CONFOUNDERS, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? e.name : []));
const samples = readdirSync(SAMPLES).filter((file) => file.endsWith('.tgz'));

async function confounder(name: string): Promise<Report> {
  const module = (await import(`../confounders/${name}/bundle.ts`)) as { readonly bundle: () => BundleFiles };
  return reportOf(snapshotOf(module.bundle()));
}

/** What is wrong with the forms of a report, one sentence each. */
function faults(report: Report): string[] {
  return Object.entries(formsOf(report)).flatMap(([name, form]) => [
    ...openQuestions(report, form).map((question) => `the ${name} does not say ${question}`),
    ...(/\b1 times\b|\b1 (?:pods|containers|calls|processes)\b/.test(form) ? [`the ${name} has a plural of one`] : []),
    ...(name === 'ticket' && form.trimEnd().split('\n').length > FIRST_SCREEN ? ['the ticket is too long'] : []),
    ...(form.length > 60_000 ? [`the ${name} is too long for GitHub`] : []),
    ...(/undefined|\[object|NaN/.test(form) ? [`the ${name} prints a value that is none`] : []),
  ]);
}

describe('the first 25 lines answer every question', () => {
  test.each(samples)('%s', async (file) => {
    expect(faults(reportOf(await readFile(path.join(SAMPLES, file))))).toEqual([]);
  });

  test.each(cases)('%s', async (name) => {
    expect(faults(await confounder(name))).toEqual([]);
  });

  test.each(Object.entries({ mountIncident, twoCauses, healthyNode, insufficientBundle, unexplainedFindings }))(
    '%s',
    (_name, report) => {
      expect(faults(report())).toEqual([]);
    },
  );
});

test('a form that leaves a question open is found', () => {
  const report = mountIncident();
  const { ticket = '' } = formsOf(report);
  expect(openQuestions(report, ticket.replace(/^Owner.*\n/m, ''))).toEqual(['whose problem it is']);
  expect(openQuestions(report, `${'\n'.repeat(FIRST_SCREEN)}${ticket}`).length).toBeGreaterThan(8);
});
