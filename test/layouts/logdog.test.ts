import { expect, it } from 'vitest';
import { logdog } from '../../scripts/samples/layouts/logdog.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of logdog are seen, and what holds them has to be asked for', () => {
  const report = leakAs(logdog);
  expect(report.bundle.layout).toBe('logdog');
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 415 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({ docker_inspect: 'sudo sheltie docker inspect $(docker ps -aq)' });
  // There is no shell on the host in which the collector could run.
  expect(JSON.stringify(report.coverage)).not.toContain('collect.sh');
  expect(report.coverage.collectNext.find((n) => n.source === 'sysctl')?.command).toBe('sudo sheltie sysctl -a');
});
