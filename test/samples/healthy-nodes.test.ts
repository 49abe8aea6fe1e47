import { describe, expect, it } from 'vitest';
import { healthyNodes } from '../../scripts/samples/healthy/healthy-nodes.ts';
import { reportOf, snapshotOf } from './analysis.ts';

describe('a healthy node', () => {
  it.each(healthyNodes)('$name is accused of nothing', ({ build }) => {
    const report = reportOf(snapshotOf(build()));
    expect(report.problems).toEqual([]);
    const grave = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'high');
    expect(grave.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
    expect(report.diagnoses.map(({ id, severity, summary }) => `${id} ${severity}: ${summary}`)).toEqual([]);
  });
});
