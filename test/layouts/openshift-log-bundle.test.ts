import { expect, it } from 'vitest';
import { openshiftLogBundle } from '../../scripts/samples/layouts/openshift-log-bundle.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of openshift-log-bundle are seen, and what holds them has to be asked for', () => {
  const report = leakAs(openshiftLogBundle);
  expect(report.bundle.layout).toBe('openshift-log-bundle');
  expect(messageOf(report, LEAK)).toContain('186 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 186 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({ crictl_ps: 'crictl ps -a -o json' });
});
