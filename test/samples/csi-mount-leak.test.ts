import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { csiMountLeak } from '../../scripts/samples/incidents/csi-mount-leak.ts';
import { reportOf, SAMPLES, snapshotOf } from './analysis.ts';
import { disagreements, expectationSchema } from './expectation.ts';

const LAYER = '9caa9580e946898718f97e9d205d0ac34048d5242ea30c0bc859627483b664be';
const files = csiMountLeak.build();
const linesOf = (bundle: ReadonlyMap<string, string>, file: string): string[] =>
  (bundle.get(file) ?? '').split('\n').filter((line) => line !== '');
const expectation = expectationSchema.parse(
  JSON.parse(readFileSync(path.join(SAMPLES, 'csi-mount-leak.expected.json'), 'utf8')),
);

describe('the sample of leaked CSI disks', () => {
  it('has the tasks and the mounts of the incident', () => {
    const tasks = linesOf(files, 'commands/proc/stat');
    const disks = linesOf(files, 'proc/1/mountinfo').filter((line) => line.includes(' /dev/vd'));
    const inside = disks.filter((line) => line.includes(LAYER)).length;
    expect(tasks.length).toBe(20_155);
    expect(tasks.filter((line) => line.includes('(jbd2')).length).toBe(12_769);
    expect(tasks.filter((line) => line.includes('(ext4-rsv-conver)')).length).toBe(6385);
    expect(tasks.filter((line) => / \S 2 0 0 /.test(line)).length).toBe(19_797);
    expect([disks.length, inside, disks.length - inside]).toEqual([26_503, 13_726, 12_777]);
  });

  it('has four thousand refusals in the log and three thousand in its whole minute', () => {
    const refusals = linesOf(files, 'journal/kubelet.log').filter((line) => line.includes('GetDeviceMountRefs'));
    const minute = refusals.filter((line) => line.startsWith('2024-04-12T07:28:'));
    const volumes = new Set(minute.map((line) => /failed for volume \\"([^\\]+)/.exec(line)?.[1]));
    expect([refusals.length, minute.length, volumes.size]).toEqual([4000, 3140, 3140]);
  });
});

describe('the same node with another log of the kubelet', () => {
  const cut = csiMountLeak.build({ kubeletLogSeconds: 420 });

  it('has the last seven minutes only', () => {
    const [first = '', second = ''] = linesOf(cut, 'journal/kubelet.log');
    expect(first).toContain('earlier lines left out');
    expect(second).toContain('2024-04-12T07:22:0');
  });

  it('still tells the root cause, its effects and the day on which it began', () => {
    expect(disagreements(reportOf(snapshotOf(cut)), expectation)).toEqual([]);
  });
});

describe('the same node with more on it', () => {
  it.each([{ innocent: true }, { crowdedDisk: true }])('keeps to the dead container with %o', (variant) => {
    const top = reportOf(snapshotOf(csiMountLeak.build(variant))).diagnoses[0];
    expect([top?.id, top?.confidence.word]).toEqual(['mounts/host-root-propagation', 'confirmed']);
    expect(top?.objects.join()).toContain('logxxx-ds-hsbv9');
    expect(top?.objects.join()).not.toContain('host-audit');
  });
});
