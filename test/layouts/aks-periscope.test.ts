import { expect, it } from 'vitest';
import { aksPeriscope } from '../../scripts/samples/layouts/aks-periscope.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of aks-periscope are seen, and what holds them has to be asked for', () => {
  const report = leakAs(aksPeriscope);
  expect(report.bundle.layout).toBe('aks-periscope');
  expect(messageOf(report, LEAK)).toContain('186 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 186 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({ docker_inspect: 'docker inspect $(docker ps -aq)' });
});
