import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedOperations } from '../../src/facts/failed-operations.ts';
import { type LogGroup, logGroup } from '../../src/facts/log.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const UPTIME = { 'proc/uptime': '7200.00 14000.00\n', 'proc/stat': `btime ${NOW - 7200}\n` };
const BOOT = '[    0.000000] Linux version 5.4.0\n';
const ERROR = 'EXT4-fs error (device vdb): ext4_lookup:1785: inode #2: comm find: deleted inode referenced: 12';
const clockOf = (seconds: number): string => new Date((NOW - 3600 + seconds) * 1000).toISOString();
const journal = (seconds: number, text = ERROR, program = 'kernel'): string =>
  `${clockOf(seconds).slice(0, 19)}+0000 node-1 ${program}: ${text}\n`;
const syslog = (seconds: number, text = ERROR, program = 'kernel'): string =>
  `Jan 15 ${clockOf(seconds).slice(11, 19)} node-1 ${program}: ${text}\n`;
const ring = (seconds: number, text = ERROR): string => `[${(3600 + seconds).toFixed(6)}] ${text}\n`;
const lines = (times: readonly number[], line: (seconds: number) => string): string =>
  times.map((s) => line(s)).join('');

const errors = (files: Record<string, string>): LogGroup => logGroup(factsOf({ ...UPTIME, ...files }), 'ext4_error');

describe('an event that several logs tell of', () => {
  const TIMES = [10, 200, 200, 1500];

  it.each([
    ['the ring of the kernel', { 'commands/kernel/dmesg': BOOT + lines(TIMES, ring) }],
    ['dmesg -T', { 'var/log/dmesg': lines(TIMES, (s) => `[Thu Jan 15 ${clockOf(s).slice(11, 19)} 2026] ${ERROR}\n`) }],
    ['kern.log', { 'var/log/kern.log': lines(TIMES, (s) => syslog(s + 1)) }],
    ['syslog', { 'var/log/messages': lines(TIMES, syslog) }],
  ])('counts once: the journal and %s', (_, other) => {
    const both = errors({ 'journal/kernel.log': journal(0, 'x') + lines(TIMES, journal), ...other });
    expect(both).toMatchObject({ count: 4, distinct: 1 });
    expect(both.seen).toMatchObject({ first: NOW - 3590, last: NOW - 2100, uncertainty: 1 });
    expect(both.refs.map((ref) => ref.path)).toEqual(['journal/kernel.log', Object.keys(other)[0]]);
  });

  it('counts a failure once that a runtime logs and the kubelet passes on', () => {
    const said = 'container_linux.go:370: starting container process caused: unknown capability \\"CAP_PERFMON\\"';
    const facts = factsOf({
      ...UPTIME,
      'journal/crio.log': lines([10, 50, 90], (s) => journal(s, said, 'crio[1460]')),
      'journal/kubelet.log': lines([10, 50], (s) => journal(s, said, 'kubelet[2211]')),
    });
    expect(logGroup(facts, 'runc_too_old')).toMatchObject({ count: 3, counted: '3' });
  });

  it('counts with what only one of them has', () => {
    const found = errors({
      'journal/kernel.log': lines([100, 200, 300], journal),
      'var/log/messages': lines([0, 100, 400], syslog),
    });
    expect(found.count).toBe(5);
    expect(found.seen).toMatchObject({ first: NOW - 3600, last: NOW - 3200 });
  });

  it('counts as often as the fuller log says', () => {
    const files = { 'var/log/messages': lines([1, 2, 3, 10, 11, 12, 50], syslog) };
    expect(errors({ ...files, 'journal/kernel.log': lines([3, 50], journal) }).count).toBe(7);
    expect(
      errors({ ...files, 'journal/kernel.log': lines([3, 50], journal), 'commands/kernel/dmesg': lines([2, 11], ring) })
        .count,
    ).toBe(7);
  });

  it('counts by the larger number where a log has no time', () => {
    const plain = `${ERROR}\n`;
    expect(errors({ 'journal/kernel.log': lines([1, 2], journal), 'var/log/kern.log': plain.repeat(3) }).count).toBe(3);
    expect(errors({ 'journal/kernel.log': lines([1, 2, 3], journal), 'var/log/kern.log': plain.repeat(2) }).count).toBe(
      3,
    );
    const undated = factsOf(
      { 'var/log/kern.log': lines([1, 2, 3], syslog), 'commands/kernel/dmesg': lines([1, 2], ring) },
      {},
    );
    expect(logGroup(undated, 'ext4_error').count).toBe(3);
  });

  it('of two devices is told apart by what the lines name', () => {
    const other = ERROR.replace('vdb', 'vdc');
    const found = errors({ 'journal/kernel.log': journal(1), 'var/log/messages': syslog(1) + syslog(1, other) });
    expect(found).toMatchObject({ count: 2, distinct: 2 });
  });

  it('is an onset when one of the logs reaches back before it', () => {
    const cut = { 'journal/kernel.log': lines([500, 600], journal) };
    expect(errors(cut).seen?.first_is_onset).toBe(false);
    expect(
      errors({ ...cut, 'var/log/messages': syslog(0, 'x') + lines([500, 600], syslog) }).seen?.first_is_onset,
    ).toBe(true);
  });

  it('counts once in failed operations too, and in the log of a unit beside the whole journal', () => {
    const text = 'write /data/x: no space left on device';
    const whole = lines([1, 2, 60], (s) => journal(s, text, 'dockerd[811]'));
    const facts = factsOf({
      ...UPTIME,
      'journal/docker.log': whole,
      'var/log/messages': lines([2, 60, 90], (s) => syslog(s, text, 'dockerd[811]')),
    });
    expect(theValue(facts.get(failedOperations))).toMatchObject([{ action: 'write', count: 4 }]);
    expect(logGroup(facts, 'write_enospc').count).toBe(4);
  });

  it('in the logs of two pods is of each its own', () => {
    const cri = `${clockOf(1)} stderr F write /data/x: no space left on device\n`;
    const facts = factsOf({
      ...UPTIME,
      'var/log/pods/kube-system_csi-a_0f0f/driver/0.log': cri,
      'var/log/pods/kube-system_csi-b_0e0e/driver/0.log': `${clockOf(0)} stderr F start\n${cri}`,
    });
    expect(logGroup(facts, 'write_enospc').count).toBe(2);
  });

  it('never counts less than the fullest log or more than all together', () => {
    const seconds = fc
      .array(fc.integer({ min: 0, max: 3000 }), { maxLength: 40 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(seconds, seconds, seconds, (a, b, c) => {
        const found = errors({
          'journal/kernel.log': journal(0, 'x') + lines(a, journal),
          'var/log/messages': syslog(0, 'x') + lines(b, syslog),
          'commands/kernel/dmesg': BOOT + lines(c, ring),
        });
        expect(found.count).toBeGreaterThanOrEqual(Math.max(a.length, b.length, c.length));
        expect(found.count).toBeLessThanOrEqual(a.length + b.length + c.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is found again among a hundred thousand lines', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => Math.floor(i / 40));
    const found = errors({ 'journal/kernel.log': lines(many, journal), 'var/log/messages': lines(many, syslog) });
    expect(found.count).toBe(100_000);
  });
});

describe('a log with rotated pieces', () => {
  it('is one log: pieces add up, and the oldest one says since when', () => {
    const found = errors({
      'var/log/messages.2': syslog(0, 'x') + lines([500, 600], syslog),
      'var/log/messages.1': lines([600, 700], syslog),
      'var/log/messages': lines([700, 701], syslog),
    });
    expect(found).toMatchObject({ count: 6, peak_per_minute: 3, seen: { first_is_onset: true, first: NOW - 3100 } });
  });

  it('beside a journal is still counted once', () => {
    const found = errors({
      'var/log/messages-20260114': lines([500, 600], syslog),
      'var/log/messages': lines([700, 701], syslog),
      'journal/kernel.log': lines([500, 600, 700, 701], journal),
    });
    expect(found.count).toBe(4);
  });

  it('whose packed and plain copy of one piece differ counts the lines of both once', () => {
    const found = errors({
      'var/log/messages-20260114': lines([0, 500, 600], syslog),
      'var/log/messages-20260114.gz': lines([0, 500, 600, 900], syslog),
      'var/log/messages': lines([1000, 1001], syslog),
    });
    expect(found.count).toBe(6);
  });
});
