import { expect, it } from 'vitest';
import { native } from '../../scripts/samples/layouts/native.ts';
import { causesOf, DEAD, LEAK, leakAs, messageOf, POD, ROOT } from './leak.ts';

it('the leaked disks in a bundle of native have their root cause, confirmed', () => {
  const report = leakAs(native);
  expect(report.bundle.layout).toBe('native');
  expect(causesOf(report)).toEqual([`${ROOT} confirmed`]);
  expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
  expect(report.verdict.headline).toContain(DEAD);
  expect(report.verdict.headline).toContain(POD);
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
});
