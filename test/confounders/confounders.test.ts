import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { disagreements, expectationSchema } from '../samples/expectation.ts';
import { confounderReport, confounders } from '../samples/shared-reports.ts';

const folder = path.dirname(fileURLToPath(import.meta.url));

describe('states that look like another cause', () => {
  it.each(confounders)('%s', async (name) => {
    const text = readFileSync(path.join(folder, name, 'expected.json'), 'utf8');
    const expectation = expectationSchema.parse(JSON.parse(text));
    // An expectation that demands nothing of the cause would accept any report.
    expect(expectation.root ?? expectation.top ?? expectation.verdict ?? expectation.explaining).toBeDefined();
    const report = await confounderReport(name);
    expect(report.problems).toEqual([]);
    expect(report.coverage.rules.error).toBe(0);
    expect(disagreements(report, expectation)).toEqual([]);
  });
});
