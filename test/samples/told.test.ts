import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { readFile, reportOf, SAMPLES } from './analysis.ts';

const reportOn = async (name: string): Promise<Report> => reportOf(await readFile(path.join(SAMPLES, `${name}.tgz`)));

const causeOf = async (name: string): Promise<Report['diagnoses'][number]> => {
  const [cause] = (await reportOn(name)).diagnoses;
  if (cause === undefined) throw new Error(`no cause was found in ${name}`);
  return cause;
};

describe('what a report claims', () => {
  it.each([
    ['mount-max-10', true],
    ['cgroup-ids-exhausted', true],
    // docker cp failed, and the table has room for the mounts of a start.
    ['docker-cp-doubling', false],
    // A disk that is used to 89 %.
    ['build-cache-growth', false],
  ])('%s: that new containers cannot start only where starts failed', async (name, isBlocked) => {
    expect((await causeOf(name)).impact.newWorkBlocked).toBe(isBlocked);
  });

  it('calls what failed an operation, not a value that is too high', async () => {
    const reasons = (await causeOf('cgroup-ids-exhausted')).confidence.for;
    expect(reasons.find((text) => text.startsWith('the failing operation'))).toContain('120 container starts failed');
  });
});

describe('a repair', () => {
  it('sets one value for one kernel parameter', async () => {
    const { remediation } = await causeOf('mount-max-10');
    const values = remediation.filter((s) => s.stage === 'now').flatMap((s) => s.run?.match(/^sysctl -w .*/) ?? []);
    expect(values).toEqual(['sysctl -w fs.mount-max=100000']);
  });

  it('has each command once in a stage, and says for which finding it is', async () => {
    const { remediation, title } = await causeOf('csi-mount-leak');
    const commands = remediation.flatMap((s) => (s.run === undefined ? [] : [`${s.stage} ${s.run}`]));
    expect(commands).toEqual([...new Set(commands)]);
    expect(remediation[0]?.of).toBeUndefined();
    expect(remediation.map((s) => s.of)).toContain('A disk was taken away while it was mounted');
    expect(remediation.map((s) => s.of)).not.toContain(title);
  });
});

it('counts the room of a disk as df does', async () => {
  const report = await reportOn('healthy-node');
  const [disk] = report.resources?.filesystems?.rows ?? [];
  const nearest = report.predictions.find((p) => p.object === disk?.label);
  expect(nearest).toMatchObject({ used: disk?.bytes?.used, limit: disk?.bytes?.limit });
});
