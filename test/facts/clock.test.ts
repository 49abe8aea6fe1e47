import { describe, expect, it } from 'vitest';
import { clock, resolveTime } from '../../src/facts/clock.ts';
import type { FactBase } from '../../src/facts/fact-source.ts';
import { formatTime } from '../../src/lib/time.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const start = (clockFields: object): string =>
  JSON.stringify({ format: 'inquest-bundle', version: 1, collector: {}, host: {}, privileges: {}, clock: clockFields });
const clockOf = (files: Record<string, string>, hints = {}) => factsOf(files, hints).get(clock);

/** The first and last time of the only log, on the UTC axis. */
function span(facts: FactBase): { from?: string; to?: string; uncertainty?: number } {
  const log = facts.snapshot.logs[0]?.value;
  const time = facts.get(clock);
  if (log === undefined) return {};
  const from = resolveTime(log.first, time.known ? time.value : undefined, log);
  const to = resolveTime(log.last, time.known ? time.value : undefined, log);
  return {
    ...(from === undefined ? {} : { from: formatTime(from.time) }),
    ...(to === undefined ? {} : { to: formatTime(to.time), uncertainty: to.uncertainty }),
  };
}

describe('the time of collection', () => {
  it('comes from the option before the manifest, from the manifest before the date', () => {
    const files = {
      'manifest-start.json': start({ epoch: 1_763_719_200, uptime: 100, utc_offset: '+0800' }),
      'commands/date': 'Thu Jan 15 12:00:00 UTC 2026\n',
    };
    expect(theValue(clockOf(files, { collectedAt: 5 })).collected_at).toBe(5);
    expect(theValue(clockOf(files))).toMatchObject({
      collected_at: 1_763_719_200,
      collected_at_from: 'manifest',
      utc_offset: 28_800,
      boot_time: 1_763_719_100,
    });
    expect(theValue(clockOf({ 'commands/date': files['commands/date'] }))).toMatchObject({
      collected_at: NOW,
      collected_at_from: 'date',
    });
  });

  it('comes from the date that states the offset of its zone, where there are two', () => {
    const files = {
      date: 'Thu Jan 15 20:00:00 CST 2026\n',
      'sos_commands/systemd/timedatectl':
        '               Local time: Thu 2026-01-15 20:00:01 CST\n                Time zone: Asia/Shanghai (CST, +0800)\n',
      'version.txt': 'sosreport: 4.5.1\n',
    };
    expect(theValue(clockOf(files))).toMatchObject({ collected_at: NOW + 1, utc_offset: 28_800 });
    expect(clockOf({ 'commands/date': files.date }).known).toBe(false);
    expect(theValue(clockOf({ 'commands/date': files.date }, { utcOffset: 28_800 }))).toMatchObject({
      collected_at: NOW,
      collected_at_from: 'date',
    });
  });

  it('of hand-made input is the last line of any log, in the zone it states', () => {
    const file = {
      'journal/docker.log':
        '2026-01-15T19:00:00+0800 node-7 dockerd[9]: a\n2026-01-15T20:00:00+0800 node-7 dockerd[9]: b\n',
    };
    expect(theValue(clockOf(file))).toMatchObject({ collected_at: NOW, collected_at_from: 'last log line' });
  });

  it('is unknown where nothing tells', () => {
    expect(clockOf({ 'proc/1/mountinfo': '25 1 8:1 / / rw - ext4 /dev/vda1 rw\n' }).known).toBe(false);
  });
});

describe('times of log lines in the language and the zone of the node', () => {
  const full = (weekday: string, time: string): string => `${weekday} 2026-01-15 ${time} node-7 dockerd[9]: a\n`;
  const date = { 'commands/date': 'Thu Jan 15 20:00:00 +0800 2026\n' };

  it.each([
    ['var/log/messages', ' 1月 15 19:30:00 node-7 kernel: a\n'],
    ['var/log/messages', '1月 15 19:30:00 node-7 kernel: a\n'],
    ['var/log/messages', 'janv. 15 19:30:00 node-7 kernel: a\n'],
    ['var/log/messages', 'Jän 15 19:30:00 node-7 kernel: a\n'],
    ['var/log/messages', 'янв 15 19:30:00 node-7 kernel: a\n'],
    ['journal/docker.log', full('四', '19:30:00 CST')],
    ['journal/docker.log', full('jeu.', '12:30:00 CET')],
    ['journal/docker.log', full('Do', '12:30:00 CET')],
    ['var/log/dmesg', '[四 1月 15 19:30:00 2026] EXT4-fs: a\n'],
    ['var/log/dmesg', '[jeu. janv. 15 19:30:00 2026] EXT4-fs: a\n'],
    ['var/log/dmesg', '[Do Jan 15 19:30:00 2026] EXT4-fs: a\n'],
  ])('in %s are read: %s', (path, line) => {
    expect(span(factsOf({ ...date, [path]: line }, {}))).toMatchObject({ from: '2026-01-15T11:30:00Z' });
  });
});

describe('times of log lines', () => {
  const syslog = (...stamps: string[]): string => stamps.map((s) => `${s} node-7 kernel: something\n`).join('');

  it('without a year get the latest one that is not after the collection', () => {
    expect(span(factsOf({ 'var/log/messages': syslog('Dec 31 23:59:00', 'Jan 15 11:00:00') }))).toEqual({
      from: '2025-12-31T23:59:00Z',
      to: '2026-01-15T11:00:00Z',
      uncertainty: 1,
    });
    expect(span(factsOf({ 'var/log/messages': syslog('Jun 30 10:00:00', 'Dec 30 10:00:00') }))).toMatchObject({
      from: '2025-06-30T10:00:00Z',
      to: '2025-12-30T10:00:00Z',
    });
  });

  it('without a year may be a day ahead of the collection, since zones differ', () => {
    expect(span(factsOf({ 'var/log/messages': syslog('Jan 15 18:00:00') }))).toMatchObject({
      to: '2026-01-15T18:00:00Z',
    });
    expect(span(factsOf({ 'var/log/messages': syslog('Jan 17 18:00:00') }))).toMatchObject({
      to: '2025-01-17T18:00:00Z',
    });
  });

  it('on the 29th of February find a leap year in the log itself', () => {
    const collected = Date.UTC(2024, 2, 3) / 1000;
    expect(
      span(
        factsOf(
          { 'var/log/messages': syslog('Feb 29 10:00:00', 'Mar 1 10:00:00') },
          { collectedAt: collected, utcOffset: 0 },
        ),
      ),
    ).toMatchObject({ from: '2024-02-29T10:00:00Z', to: '2024-03-01T10:00:00Z' });
  });

  it('without a zone use the zone of the node, and are uncertain by half the globe without one', () => {
    expect(
      span(factsOf({ 'var/log/messages': syslog('Jan 15 11:00:00') }, { collectedAt: NOW, utcOffset: 28_800 })),
    ).toEqual({ from: '2026-01-15T03:00:00Z', to: '2026-01-15T03:00:00Z', uncertainty: 1 });
    expect(span(factsOf({ 'var/log/messages': syslog('Jan 15 11:00:00') }, { collectedAt: NOW })).uncertainty).toBe(
      14 * 3600,
    );
  });

  it('in seconds since boot are placed by the boot time, less certain the longer the node is up', () => {
    const dmesg = (seconds: string): Record<string, string> => ({
      'commands/kernel/dmesg': `[${seconds}] something\n`,
      'proc/uptime': '100000.00 1.00\n',
    });
    expect(span(factsOf(dmesg('90000.000000')))).toEqual({
      from: formatTime(NOW - 10_000),
      to: formatTime(NOW - 10_000),
      uncertainty: 14,
    });
    expect(span(factsOf({ 'commands/kernel/dmesg': '[90000.000000] something\n' }))).toEqual({});
  });

  it('that no calendar has do not stop the analysis', () => {
    for (const dmesg of ['[99999999999999.000000] a\n', '[ 9007199254740991.000000] a\n']) {
      const facts = factsOf({ 'commands/kernel/dmesg': dmesg, 'proc/uptime': '100000.00 1.00\n' });
      expect(() => span(facts)).not.toThrow();
    }
    expect(() => clockOf({ 'manifest-start.json': start({ epoch: 1e300, uptime: 1e300 }) })).not.toThrow();
  });
});
