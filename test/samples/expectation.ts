import * as z from 'zod';
import type { Report } from '../../src/report/model.ts';
import { mismatches } from './expect.ts';

const ids = z.array(z.string()).default([]);

/**
 * What `expected.json` holds: `top` is the first diagnosis; `not` and `ruledOut` list rule ids, `not.text` what neither
 * the verdict nor the first diagnosis nor a finding may say; every other key is one of the report.
 */
export const expectationSchema = z
  .object({
    top: z.record(z.string(), z.unknown()).optional(),
    ruledOut: ids,
    not: z.object({ diagnoses: ids, findings: ids, text: ids }).prefault({}),
  })
  .catchall(z.unknown());

/** What of the expectation a report does not meet, one sentence each. */
export function disagreements(report: Report, expectation: z.infer<typeof expectationSchema>): string[] {
  const { top, ruledOut, not, ...rest } = expectation;
  const said = JSON.stringify([report.verdict, report.diagnoses[0], report.residue, report.findings]);
  const present = (unwanted: readonly string[], found: readonly { id: string }[], where: string): string[] =>
    unwanted.filter((id) => found.some((f) => f.id === id)).map((id) => `${id} must not be among the ${where}`);
  return [
    ...mismatches(report, rest),
    ...(top === undefined ? [] : mismatches(report.diagnoses[0], top, 'top')),
    ...ruledOut.filter((id) => !report.ruledOut.some((r) => r.id === id)).map((id) => `${id} is not ruled out`),
    ...present(not.diagnoses, report.diagnoses, 'diagnoses'),
    ...present(not.findings, report.findings, 'findings'),
    ...not.text.filter((text) => said.includes(text)).map((text) => `the report speaks of ${JSON.stringify(text)}`),
  ];
}
