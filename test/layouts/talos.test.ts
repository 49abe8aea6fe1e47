import { expect, it } from 'vitest';
import { talos } from '../../scripts/samples/layouts/talos.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of talos are seen, and what holds them has to be asked for', () => {
  const report = leakAs(talos);
  expect(report.bundle.layout).toBe('talos');
  expect(messageOf(report, LEAK)).toContain('186 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 186 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({ crictl_ps: 'talosctl -n NODE containers -k' });
  // There is no shell on the host in which the collector could run.
  expect(JSON.stringify(report.coverage)).not.toContain('collect.sh');
  expect(report.coverage.collectNext.find((n) => n.source === 'mountinfo')?.command).toBe(
    'talosctl -n NODE read /proc/1/mountinfo',
  );
});
