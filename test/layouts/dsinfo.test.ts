import { expect, it } from 'vitest';
import { dsinfo } from '../../scripts/samples/layouts/dsinfo.ts';
import { asksFor, causesOf, DEAD, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of dsinfo are held by a container that only the log of docker names', () => {
  const report = leakAs(dsinfo);
  expect(report.bundle.layout).toBe('dsinfo');
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
  expect(causesOf(report)).toEqual([`${REMOVAL} likely`]);
  expect(report.verdict.headline).toContain(DEAD);
  // It is older than the twenty that were inspected.
  expect(Object.keys(asksFor(report, ROOT))).toContain('docker_inspect');
});
