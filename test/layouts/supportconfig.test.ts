import { expect, it } from 'vitest';
import { supportconfig } from '../../scripts/samples/layouts/supportconfig.ts';
import { causesOf, DEAD, LEAK, leakAs, messageOf, POD, ROOT } from './leak.ts';

it('the leaked disks in a bundle of supportconfig have their root cause, confirmed', () => {
  const report = leakAs(supportconfig);
  expect(report.bundle.layout).toBe('supportconfig');
  expect(causesOf(report)).toEqual([`${ROOT} confirmed`]);
  expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
  expect(report.verdict.headline).toContain(DEAD);
  expect(report.verdict.headline).toContain(POD);
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
});
