import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { clock } from '../../src/facts/clock.ts';
import { openFacts } from '../../src/facts/fact-source.ts';
import { logGroup } from '../../src/facts/log.ts';
import { allFacts } from '../../src/facts/vocabulary.ts';
import { type Addition, withAdded } from '../../src/snapshot/added.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { theValue } from '../facts/reading.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const signatures = shippedSignatures();
const MORE: Addition = { name: 'more.tgz', folder: 'more.tgz/', sameNode: 'yes' };
const read = (files: Readonly<Record<string, string>>): Snapshot =>
  readFiles(new Map(Object.entries(files)), signatures);
const join = (first: Readonly<Record<string, string>>, later: Readonly<Record<string, string>>): Snapshot =>
  withAdded(read(first), read(later), MORE);
const factsOf = (snapshot: Snapshot) => openFacts(snapshot, signatures, allFacts(signatures));

const ERROR = 'EXT4-fs error (device vdb): ext4_lookup:1785: inode #2: comm find: deleted inode referenced: 12';
const line = (clockTime: string): string => `2026-01-15T${clockTime}+0000 node-1 kernel: ${ERROR}\n`;
const gap = (step: string, status: string, sources: string[], paths: string[] = []): string =>
  JSON.stringify({ step, sources, status, reason: `${step} ${status}`, paths, paths_total: paths.length });

describe('a later file', () => {
  it('fills what the first lacks, and leaves the rest', () => {
    const both = join(
      { 'proc/meminfo': 'MemTotal: 1 kB\n' },
      { 'proc/meminfo': 'MemTotal: 2 kB\n', 'proc/loadavg': '0.10 0.20 0.30 1/200 300\n' },
    );
    expect(both.documents.meminfo.map((d) => d.path)).toEqual(['proc/meminfo']);
    expect(both.documents.loadavg.map((d) => [d.path, d.params.with])).toEqual([['more.tgz/proc/loadavg', 'more.tgz']]);
    expect(both.added).toMatchObject([{ name: 'more.tgz', taken: ['loadavg'], left: ['meminfo'], logs: 0 }]);
    expect(both.records.map((r) => r.path)).toEqual(['proc/meminfo', 'more.tgz/proc/loadavg']);
  });

  it('closes the gap of the collector that it fills, and no other', () => {
    const both = join(
      {
        'manifest/01-a.json': gap('load', 'timed_out', ['loadavg']),
        'manifest/02-b.json': gap('df', 'failed', ['df']),
      },
      { 'proc/loadavg': '0.10 0.20 0.30 1/200 300\n' },
    );
    expect(availabilityOf(both, 'loadavg').status).toBe('collected');
    expect(availabilityOf(both, 'df')).toMatchObject({ status: 'failed', reason: 'df failed' });
  });

  it('that failed once more says so', () => {
    const both = join(
      { 'manifest/01-a.json': gap('df', 'timed_out', ['df']) },
      { 'manifest/01-a.json': gap('df', 'restricted', ['df']) },
    );
    expect(availabilityOf(both, 'df')).toMatchObject({ status: 'restricted' });
  });

  it('that is cut itself takes the place of nothing', () => {
    const first = {
      'proc/loadavg': '0.10 0.20 0.30 1/200 300\n',
      'manifest/01-a.json': gap('load', 'truncated', ['loadavg'], ['proc/loadavg']),
    };
    const whole = join(first, { 'proc/loadavg': '9.00 0.20 0.30 1/200 300\n' });
    expect(whole.documents.loadavg.map((d) => d.path)).toEqual(['more.tgz/proc/loadavg']);
    const cut = join(first, {
      'proc/loadavg': '9.00 0.20 0.30 1/200 300\n',
      'manifest/01-a.json': gap('load', 'truncated', ['loadavg'], ['proc/loadavg']),
    });
    expect(cut.documents.loadavg.map((d) => d.path)).toEqual(['proc/loadavg']);
    expect(availabilityOf(cut, 'loadavg').status).toBe('truncated');
  });

  it('brings no second sample and no record of its own collection', () => {
    const both = join(
      {},
      {
        't1/proc/loadavg': '0.10 0.20 0.30 1/200 300\n',
        'proc/uptime': '5 6\n',
        'manifest/01-a.json': gap('x', 'collected', []),
      },
    );
    expect(both.second.loadavg).toEqual([]);
    expect([both.documents.uptime, both.documents.manifest_step]).toEqual([[], []]);
    expect(both.records).toEqual([]);
  });

  it('counts an event of both logs once, and those behind the collection as well', () => {
    const facts = factsOf(
      join(
        { 'journal/kernel.log': line('08:00:00') + line('08:10:00') },
        {
          'journal/kernel.log': line('08:10:00') + line('09:30:00') + line('11:00:00'),
        },
      ),
    );
    expect(logGroup(facts, 'ext4_error').count).toBe(4);
  });

  it('neither moves the time of collection nor casts doubt on the clock', () => {
    const first = { 'commands/date': '2026-01-15T08:00:00+00:00\n', 'journal/kernel.log': line('07:00:00') };
    const later = { 'commands/date': '2026-01-15T12:00:00+00:00\n', 'journal/kernel.log': line('11:00:00') };
    const alone = theValue(factsOf(read(first)).get(clock));
    expect(theValue(factsOf(join(first, later)).get(clock))).toEqual(alone);
    const byLog = theValue(factsOf(join({ 'journal/kernel.log': line('07:00:00') }, later)).get(clock));
    expect(byLog.collected_at).toBe(Date.UTC(2026, 0, 15, 7) / 1000);
  });
});
