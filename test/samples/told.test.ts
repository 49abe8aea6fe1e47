import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { firstScreen } from '../../src/report/sections/first-screen.ts';
import { sampleReport } from './shared-reports.ts';

const reportOn = (name: string): Promise<Report> => sampleReport(`${name}.tgz`);

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

describe('a step that would be wrong on this node', () => {
  const stepsOf = async (name: string, id: string): Promise<string[]> => {
    const found = (await reportOn(name)).diagnoses.filter((d) => d.id === id);
    return found.flatMap((d) => d.remediation.map((step) => step.do));
  };

  it('is left out: images and logs are no part of a full disk of data', async () => {
    const images = 'Remove images that no container uses';
    const onData = await stepsOf('nic-driver-reload', 'storage/block-full');
    expect(onData).toContain('Find what fills /data; nothing is changed by this');
    expect(onData).not.toContain(images);
    expect(onData).not.toContain('Shrink old journals');
    expect(await stepsOf('build-cache-growth', 'storage/build-cache-grown')).toContain(images);
  });

  it('is left out: a full tmpfs is not doubled where the memory is gone', async () => {
    const steps = await stepsOf('tmpfs-full-ossfs', 'storage/object-fs-cache-full');
    expect(steps.filter((step) => /^Double its size|inodes are used up/.test(step))).toEqual([]);
  });

  it('is left out, as is its warning: mounts are not looked through where only the limit is wrong', async () => {
    const { remediation, dont } = await causeOf('mount-max-10');
    expect(remediation.filter((step) => /full of|whoever adds/.test(step.do))).toEqual([]);
    expect(dont.filter((text) => text.includes('higher limit'))).toEqual([]);
  });

  it('says what was changed before something that was already so when the record begins', async () => {
    const report = await reportOn('runc-too-old');
    expect(JSON.stringify(firstScreen(report).rows)).toContain(
      'cri-o installed (1.22.1-3.1.el7), 1m 8s before it was first seen',
    );
  });
});

it('shows bytes and seconds of conditions in units, and shares as they are', async () => {
  const values = async (name: string): Promise<Map<string, string>> => {
    const { diagnoses } = await reportOn(name);
    return new Map(diagnoses.flatMap((d) => d.clauses.flatMap((c) => c.values.map((v) => [v.path, v.value] as const))));
  };
  expect((await values('build-cache-growth')).get('build_cache.cache_mount_bytes')).toBe('4.8 GiB');
  expect((await values('build-cache-growth')).get('build_cache.cache_mount_bytes_per_day')).toBe('31.5 GiB a day');
  const driver = await values('nic-driver-reload');
  expect(driver.get('driver.seconds_after_boot')).toBe('143d 23h');
  expect(driver.get('fs.bytes_used_ratio')).toBe('0.92');
});

it('counts the room of a disk as df does', async () => {
  const report = await reportOn('healthy-node');
  const [disk] = report.resources?.filesystems?.rows ?? [];
  const nearest = report.predictions.find((p) => p.object === disk?.label);
  expect(nearest).toMatchObject({ used: disk?.bytes?.used, limit: disk?.bytes?.limit });
});
