import { describe, expect, it } from 'vitest';
import { logGroup } from '../../src/facts/log.ts';
import { logFloods } from '../../src/facts/log-floods.ts';
import { logCoverageFact } from '../../src/facts/log-gaps.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const BOOT = '[    0.000000] Linux version 5.4.0\n';
const KERNEL = { 'commands/kernel/dmesg': BOOT };
const iso = (minute: number, second = 0): string =>
  `2026-01-15T11:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}`;
const entry = (minute: number, message: string, second = 0): string =>
  `${iso(minute, second)}+0000 node-1 kubelet[811]: E0115 ${iso(minute, second).slice(11)}.000000     811 ${message}\n`;
const full = (minute: number, second = 0): string =>
  entry(minute, 'nested.go:301] write /data/x: no space left on device', second);
const left = (lines: number, minute: number): string =>
  `-- inquest: ${lines - 3} of ${lines} lines like "nested.go:301]" left out in ${iso(minute).slice(0, 16)} --\n`;
const at = (minute: number): number => NOW - 3600 + minute * 60;

const THINNED = `-- inquest: earlier lines left out --\n${entry(1, 'kubelet.go:9] SyncLoop')}${full(20, 1)}${full(20, 2)}${full(20, 3)}${left(3000, 20)}${full(21)}${full(21)}${full(21)}${left(2000, 21)}`;

describe('a thinned log', () => {
  const facts = factsOf({ ...KERNEL, 'journal/kubelet.log': THINNED });

  it('gives the rate of its flood over time', () => {
    expect(theValue(facts.get(logFloods))).toMatchObject([
      {
        label: 'nested.go:301]',
        log: 'journal/kubelet.log',
        emitter: 'kubelet',
        lines: 5000,
        left_out: 4994,
        peak_per_minute: 3000,
        per_minute: [
          { at: at(20), lines: 3000 },
          { at: at(21), lines: 2000 },
        ],
        seen: { first: at(20), last: at(21), first_is_onset: true },
        refs: [{ path: 'journal/kubelet.log', line: 6 }],
      },
    ]);
  });

  it('has gaps before its first line and where lines were left out', () => {
    const covered = theValue(facts.get(logCoverageFact)).find((log) => log.emitter === 'kubelet');
    expect(covered).toMatchObject({ from: at(1), to: at(21), previous_boot: false });
    expect(covered?.gaps).toMatchObject([{ to: at(1) }, { from: at(20), to: at(22), lines: 4994 }]);
    expect(covered?.gaps[0]?.from).toBeUndefined();
  });

  it('makes the count of its signature a lower bound whose first line is the onset', () => {
    const group = logGroup(facts, 'write_enospc');
    expect(group).toMatchObject({ count: 6, counted: 'at least 6', at_least: true, left_out: 4994 });
    expect(group.seen).toMatchObject({ first: at(20) + 1, first_is_onset: true });
  });

  it('does not take the first line that is there for the onset where others like it were left out before', () => {
    const before = `${entry(1, 'kubelet.go:9] SyncLoop')}${entry(10, 'nested.go:301] timed out').repeat(3)}${left(3000, 10)}`;
    const found = logGroup(factsOf({ ...KERNEL, 'journal/kubelet.log': before + full(20) }), 'write_enospc');
    expect(found.seen?.first_is_onset).toBe(false);
  });
});

describe('a log that was only probed', () => {
  const probe = (minute: number): string => `-- inquest: probe of 10 s at ${iso(minute)}Z --\n`;
  const facts = factsOf({ ...KERNEL, 'journal/kubelet.probes.log': probe(1) + probe(20) + full(20, 3) });

  it('says what was not read, and neither absence nor onset', () => {
    const covered = theValue(facts.get(logCoverageFact)).find((log) => log.emitter === 'kubelet');
    expect(covered?.gaps).toEqual([
      { reason: 'not read', to: at(1) },
      { reason: 'not read', from: at(1) + 10, to: at(20) },
      { reason: 'not read', from: at(20) + 10 },
    ]);
    expect(logGroup(facts, 'pleg_unhealthy').count).toBeUndefined();
    expect(logGroup(facts, 'write_enospc').seen?.first_is_onset).toBe(false);
  });
});

describe('the boot before', () => {
  const crash = `${BOOT}[  812.000000] EXT4-fs error (device vdb): x\n[  900.000000] write /data/x: no space left on device\n`;

  it.each(['journal/kubelet.previous.log', 'sys/fs/pstore/dmesg-efi-1', 'var/crash/202601150200/vmcore-dmesg.txt'])(
    'in %s counts apart and proves nothing about this one',
    (path) => {
      const manifest = { 'manifest-start.json': '{"format":"inquest-bundle","version":1}' };
      const facts = factsOf({ ...manifest, [path]: path.startsWith('journal') ? full(1) : crash });
      const group = logGroup(facts, 'write_enospc');
      expect(group).toMatchObject({ previous_boot: 1, at_least: true });
      expect(group.count).toBeUndefined();
      expect(group.seen).toBeUndefined();
      expect(theValue(facts.get(logCoverageFact))).toMatchObject([{ label: path, previous_boot: true }]);
    },
  );
});

describe('the log of a pod', () => {
  const cri = '2026-01-15T11:20:00.123456789Z stderr F write /data/x: no space left on device\n';
  const path = 'var/log/pods/kube-system_csi-a_0f0f/driver/0.log';

  it('is read, but is no log of the kubelet or the kernel', () => {
    const facts = factsOf({ ...KERNEL, [path]: cri });
    expect(logGroup(facts, 'write_enospc')).toMatchObject({ count: 1, seen: { first: at(20) + 0.123456 } });
    expect(logGroup(factsOf({ [path]: cri }), 'pleg_unhealthy').count).toBeUndefined();
    const kernel = '2026-01-15T11:20:00.123456789Z stderr F EXT4-fs error (device vdb): ext4_lookup:1\n';
    const groups = theValue(factsOf({ ...KERNEL, [path]: kernel }).get(logCoverageFact));
    expect(groups.find((log) => log.label === path)).toMatchObject({ emitter: 'other', gaps: [] });
  });

  it('of an application is not read', () => {
    const facts = factsOf({ ...KERNEL, 'var/log/pods/shop_cart_0f0f/cart/0.log': cri });
    expect(logGroup(facts, 'write_enospc').count ?? 0).toBe(0);
  });
});

it('is unknown without a log', () => {
  expect(factsOf({}).get(logFloods)).toMatchObject({ known: false, missing: [{ source: 'log' }] });
  expect(factsOf({}).get(logCoverageFact)).toMatchObject({ known: false });
});

describe('a log with rotated pieces', () => {
  const day = (date: number, minute: number): string =>
    `2026-01-${date}T11:${String(minute).padStart(2, '0')}:00+0000 node-1 app[7]: x\n`;
  const time = (date: number, minute: number): number => NOW - 3600 + minute * 60 - (15 - date) * 86_400;
  const covered = (files: Record<string, string>) => theValue(factsOf(files).get(logCoverageFact));

  it('is covered as one, with what is missing between its pieces', () => {
    const found = covered({
      'var/log/messages.4': day(10, 0) + day(11, 0),
      'var/log/messages.1': day(13, 0) + day(14, 0),
      'var/log/messages': day(14, 1) + day(15, 0),
    });
    expect(found).toEqual([
      {
        label: 'var/log/messages',
        emitter: 'any',
        previous_boot: false,
        lines: 6,
        from: time(10, 0),
        to: time(15, 0),
        gaps: [{ reason: 'var/log/messages.2 to .3 are not in this bundle', from: time(11, 0), to: time(13, 0) }],
        refs: [{ path: 'var/log/messages.4' }, { path: 'var/log/messages.1' }, { path: 'var/log/messages' }],
      },
    ]);
  });

  it('has a gap between a piece and the next one whose beginning was left out', () => {
    const tail = `-- inquest: earlier lines left out --\n${day(15, 0)}`;
    const [found] = covered({ 'var/log/messages-20260112': day(10, 0) + day(11, 0), 'var/log/messages': tail });
    expect(found?.gaps).toMatchObject([{ from: time(11, 0), to: time(15, 0) }]);
  });

  it.each([
    [['messages', 'messages.1', 'messages.2.gz'], 1],
    [['messages', 'messages-20260114.gz', 'messages-20260113-0315.xz'], 1],
    [['kubelet.log', 'kubelet.log.20260114-031500.811', 'kubelet.log.old'], 1],
    [['kubelet/kubelet.log', 'kubelet/kubelet-20260114.log', 'kubelet/kubelet-1768000000.log'], 1],
    [['messages', 'syslog.1', 'messages.dpkg'], 3],
  ])('%j are %i', (names, count) => {
    const files = names.map((name, i) => [`var/log/${name}`, day(15 - i, 0)]);
    expect(covered(Object.fromEntries(files))).toHaveLength(count);
  });

  it('has one flood for one message', () => {
    const facts = factsOf({
      ...KERNEL,
      'var/log/kubelet.log.1': full(10) + left(300, 10) + full(11) + left(150, 11),
      'var/log/kubelet.log': full(11, 30) + left(150, 11) + full(12) + left(200, 12),
    });
    expect(theValue(facts.get(logFloods))).toMatchObject([
      {
        log: 'var/log/kubelet.log',
        lines: 800,
        peak_per_minute: 300,
        per_minute: [
          { at: at(10), lines: 300 },
          { at: at(11), lines: 300 },
          { at: at(12), lines: 200 },
        ],
        seen: { first: at(10), last: at(12) },
      },
    ]);
  });
});
