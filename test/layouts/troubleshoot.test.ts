import { expect, it } from 'vitest';
import { troubleshoot } from '../../scripts/samples/layouts/troubleshoot.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of troubleshoot are seen, and what holds them has to be asked for', () => {
  const report = leakAs(troubleshoot);
  expect(report.bundle.layout).toBe('troubleshoot');
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 415 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({ docker_inspect: 'docker inspect $(docker ps -aq)' });
});
