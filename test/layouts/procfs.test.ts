import { expect, it } from 'vitest';
import { procfs } from '../../scripts/samples/layouts/procfs.ts';
import { asksFor, causesOf, DEAD, LEAK, leakAs, messageOf, REMOVAL, ROOT } from './leak.ts';

it('the leaked disks in a bundle of procfs are held by the container that the log of docker names', () => {
  const report = leakAs(procfs);
  expect(report.bundle.layout).toBe('procfs');
  expect(causesOf(report)).toEqual([`${REMOVAL} likely`]);
  expect(report.verdict.status).toBe('root-cause-found');
  expect(report.verdict.headline).toContain(DEAD);
  expect(messageOf(report, LEAK)).toContain('415 volumes cannot be unmounted');
  // Why it holds them is in its binds, which nothing but an inspection tells.
  expect(asksFor(report, ROOT)).toMatchObject({ docker_inspect: 'docker inspect $(docker ps -aq)' });
  expect(report.diagnoses[0]?.confidence.wouldChangeIf.join()).toContain('docker_inspect');
});
