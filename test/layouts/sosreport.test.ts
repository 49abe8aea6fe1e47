import { expect, it } from 'vitest';
import { sosreport } from '../../scripts/samples/layouts/sosreport.ts';
import { causesOf, DEAD, LEAK, leakAs, messageOf, POD, ROOT } from './leak.ts';

it('the leaked disks in a bundle of sosreport have their root cause, confirmed', () => {
  const report = leakAs(sosreport);
  expect(report.bundle.layout).toBe('sosreport');
  expect(causesOf(report)).toEqual([`${ROOT} confirmed`]);
  expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
  expect(report.verdict.headline).toContain(DEAD);
  expect(report.verdict.headline).toContain(POD);
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
});
