import { expect, it } from 'vitest';
import { mustGather } from '../../scripts/samples/layouts/must-gather.ts';
import { asksFor, causesOf, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of must-gather are seen, and what holds them has to be asked for', () => {
  const report = leakAs(mustGather);
  expect(report.bundle.layout).toBe('must-gather');
  expect(messageOf(report, LEAK)).toContain('186 volumes cannot be unmounted');
  expect(report.verdict).toMatchObject({ status: 'insufficient-data', severity: 'high' });
  expect(report.verdict.headline).toContain('unexplained: 186 volumes');
  // Nothing that it led to is called the cause.
  expect(causesOf(report)).toEqual([]);
  for (const rule of [ROOT, REMOVAL])
    expect(asksFor(report, rule)).toMatchObject({
      crictl_ps: 'oc debug node/NODE -- chroot /host crictl ps -a -o json',
    });
});
