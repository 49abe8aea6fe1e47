import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from '../report/fixture.ts';
import { confounderReport, confounders, sampleFiles, sampleReport } from '../samples/shared-reports.ts';
import { FIRST_SCREEN, formsOf, openQuestions } from './answers.ts';

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
  test.each(sampleFiles)('%s', async (file) => {
    expect(faults(await sampleReport(file))).toEqual([]);
  });

  test.each(confounders)('%s', async (name) => {
    expect(faults(await confounderReport(name))).toEqual([]);
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
