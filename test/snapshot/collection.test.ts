import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf, availabilityOfSecond } from '../../src/snapshot/availability.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

const PLAN = [
  { step: 'builtins', sources: ['stat', 'uptime'] },
  { step: 'mountinfo', sources: ['mountinfo'] },
  { step: 'df', sources: ['df', 'df_inodes'] },
  { step: 'log_docker', sources: ['log'] },
  { step: 'log_kubelet', sources: ['log'] },
  { step: 'counters_t1', sources: ['stat', 'mount_counts'] },
];
const START = { format: 'inquest-bundle', version: 1, clock: { epoch: 1_768_478_400, uptime: 500 } };
const start = (plan: unknown = PLAN) => ({ 'manifest-start.json': JSON.stringify({ ...START, plan }) });
const end = (aborted: string | null) => ({
  'manifest.json': JSON.stringify({ complete: aborted === null, steps: 2, aborted }),
});

function record(number: number, step: string, paths: string[] = [], more: object = {}): Record<string, string> {
  const sources = PLAN.find((p) => p.step === step)?.sources ?? [];
  const text = { step, stage: 1, sources, status: 'collected', paths, paths_total: paths.length, bytes: 1, ...more };
  return { [`manifest/${String(number).padStart(2, '0')}-${step}.json`]: JSON.stringify(text) };
}

const read = (...parts: Record<string, string>[]): Snapshot =>
  readFiles(new Map(Object.entries(Object.assign({}, ...parts) as Record<string, string>)), []);

const STAT = { 'proc/stat': 'cpu  1 1 1 1\nbtime 5\n' };
const LOG = { 'journal/docker.log': 'Jan 15 11:00:00 node-7 dockerd[812]: starting up\n' };

describe('a bundle without its closing record', () => {
  it('says after which step of how many it was cut, and what is missing', () => {
    const snapshot = read(start(), STAT, record(1, 'builtins'), record(2, 'mountinfo'));
    expect(snapshot.cut).toEqual({
      after: 2,
      of: 6,
      step: 'mountinfo',
      missing: ['df', 'df_inodes', 'log_docker', 'log_kubelet', 'mount_counts'],
      text: 'the bundle was cut after step 2 of 6 (mountinfo)',
    });
    expect(snapshot.bundle.complete).toBe(false);
    expect(availabilityOf(snapshot, 'df')).toEqual({ source: 'df', status: 'missing', reason: snapshot.cut?.text });
    expect(availabilityOf(snapshot, 'log')).toMatchObject({ status: 'truncated', reason: snapshot.cut?.text });
  });

  it('takes the first sample for whole when only the second is missing', () => {
    const snapshot = read(start(), STAT, record(1, 'builtins'));
    expect(availabilityOf(snapshot, 'stat').status).toBe('collected');
    expect(availabilityOfSecond(snapshot, 'stat')).toMatchObject({
      status: 'missing',
      reason: 'second sample: the bundle was cut after step 1 of 6 (builtins)',
    });
  });

  it('does not take what a step had written before the cut for all of it', () => {
    const snapshot = read(start(), record(1, 'builtins'), { 'proc/1/mountinfo': '1 0 8:1 / / rw - ext4 a rw\n' });
    expect(availabilityOf(snapshot, 'mountinfo')).toMatchObject({ status: 'truncated' });
    expect(snapshot.cut?.missing).not.toContain('mountinfo');
  });

  it('marks the log that was being written, and not the ones before it', () => {
    const kubelet = { 'journal/kubelet.log': 'Jan 15 11:00:00 node-7 kubelet[9]: starting up\n' };
    const before = [start(), record(1, 'builtins'), record(2, 'mountinfo'), record(3, 'df')];
    const snapshot = read(...before, LOG, record(4, 'log_docker', ['journal/docker.log.part-0001']), kubelet);
    expect(snapshot.logs.map((l) => [l.path, l.value.cuts.map((c) => c.text)])).toEqual([
      ['journal/docker.log', []],
      ['journal/kubelet.log', ['the bundle was cut after step 4 of 6 (log_docker)']],
    ]);
  });

  it('says where it was cut without a plan, as older collectors wrote it', () => {
    const { plan: _, ...old } = { ...START, plan: undefined };
    const snapshot = read({ 'manifest-start.json': JSON.stringify(old) }, record(9, 'mountinfo'), record(10, 'df'));
    expect(snapshot.cut).toEqual({ after: 2, step: 'df', missing: [], text: 'the bundle was cut after step 2 (df)' });
    expect(availabilityOf(snapshot, 'sysctl').reason).toBe('not in this bundle; the bundle was cut after step 2 (df)');
  });

  it('can be cut before any step', () => {
    expect(read(start()).cut?.text).toBe('the bundle was cut before its first step ended');
  });
});

describe('a bundle with its closing record', () => {
  it('is whole when every step left a record', () => {
    const records = PLAN.map((p, i) => record(i + 1, p.step));
    const snapshot = read(start(), ...records, end(null));
    expect([snapshot.bundle.complete, snapshot.cut, snapshot.gaps]).toEqual([true, undefined, []]);
  });

  it('knows that there was nothing of a source beside the one that its step found', () => {
    const snapshot = read(start(), STAT, record(1, 'builtins', ['proc/stat']), end(null));
    expect(availabilityOf(snapshot, 'uptime')).toMatchObject({
      status: 'empty',
      reason: expect.stringContaining('builtins'),
    });
    // What was written and did not arrive may have been it.
    const lost = read(start(), STAT, record(1, 'builtins', ['proc/stat', 'proc/uptime']), end(null));
    expect(availabilityOf(lost, 'uptime').status).toBe('missing');
  });

  it('says why the collector stopped', () => {
    const snapshot = read(start(), STAT, record(1, 'builtins'), end('stopped by signal TERM'));
    expect(snapshot.cut?.text).toBe('the collection ended after step 1 of 6 (builtins): stopped by signal TERM');
    expect(availabilityOf(snapshot, 'df').reason).toContain('signal TERM');
  });

  it('tells a step that lost its record', () => {
    const records = PLAN.slice(1).map((p, i) => record(i + 2, p.step));
    const snapshot = read(start(), ...records, end(null));
    expect(snapshot.bundle.complete).toBe(true);
    expect(availabilityOf(snapshot, 'uptime').reason).toBe('the collector left no record of its step builtins');
  });

  it('keeps a step that was left out apart from what does not exist', () => {
    const skipped = record(3, 'df', [], { status: 'skipped', reason: '--skip df' });
    const records = PLAN.filter((p) => p.step !== 'df').map((p, i) => record(i + 10, p.step));
    const snapshot = read(start(), ...records, skipped, end(null));
    expect(availabilityOf(snapshot, 'df')).toEqual({ source: 'df', status: 'skipped', reason: '--skip df' });
  });
});

describe('a bundle of another tool', () => {
  it('counts as complete', () => {
    expect(read(STAT, LOG)).toMatchObject({ bundle: { complete: true }, gaps: [] });
  });
});
