import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

const read = (files: Readonly<Record<string, string>>): Snapshot => readFiles(new Map(Object.entries(files)), []);
const step = (source: string, status: string, reason?: string): string =>
  JSON.stringify({
    step: source,
    stage: 1,
    sources: [source],
    status,
    ...(reason === undefined ? {} : { reason }),
    paths: [],
    bytes: 0,
    seconds: 0,
  });

describe('a snapshot', () => {
  it('has a list for every source, in the order of the paths', () => {
    const snapshot = read({
      'proc/9/mountinfo': '1 0 8:1 / / rw - ext4 a rw\n',
      'proc/10/mountinfo': '1 0 8:1 / / rw - ext4 a rw\n',
    });
    expect(snapshot.documents.mountinfo.map((d) => d.path)).toEqual(['proc/10/mountinfo', 'proc/9/mountinfo']);
    expect(snapshot.documents.df).toEqual([]);
  });

  it('keeps second samples apart', () => {
    const snapshot = read({ 'proc/loadavg': '1.00 1.00 1.00 1/1 1\n', 't1/proc/loadavg': '2.00 2.00 2.00 1/1 1\n' });
    expect([snapshot.documents.loadavg.length, snapshot.second.loadavg.length]).toEqual([1, 1]);
  });

  it('records what became of every entry', () => {
    const records = read({
      'proc/uptime': '',
      'proc/stat': 'nonsense\n',
      'proc/loadavg': '1.00 1.00 1.00 1/1 1\n',
    }).records;
    expect(records.map((r) => [r.path, r.status])).toEqual([
      ['proc/loadavg', 'collected'],
      ['proc/stat', 'unparsable'],
      ['proc/uptime', 'empty'],
    ]);
  });

  it('is complete only when the last member of the collector arrived', () => {
    const start = JSON.stringify({
      format: 'inquest-bundle',
      version: 1,
      collector: {},
      host: {},
      privileges: {},
      clock: { epoch: 1 },
    });
    expect(read({ 'manifest-start.json': start }).bundle.complete).toBe(false);
    expect(
      read({ 'manifest-start.json': start, 'manifest.json': '{"complete": true, "steps": 1}' }).bundle.complete,
    ).toBe(true);
    expect(
      read({ 'manifest-start.json': start, 'manifest.json': '{"complete": false, "steps": 1, "aborted": "full"}' })
        .bundle.complete,
    ).toBe(false);
    expect(read({ 'proc/uptime': '1 1\n' }).bundle.complete).toBe(true);
  });
});

describe('what became of a source', () => {
  const of = (files: Record<string, string>, source: Parameters<typeof availabilityOf>[1] = 'df'): string => {
    const { status, reason } = availabilityOf(read(files), source);
    return `${status}: ${reason}`;
  };

  it('is what the collector said, else what the parser met, else that it is not there', () => {
    expect(of({})).toBe('missing: not in this bundle');
    expect(of({ 'manifest/01-df.json': step('df', 'timed_out', 'df hung') })).toBe('timed_out: df hung');
    expect(of({ 'commands/df/bytes': '' })).toBe('empty: commands/df/bytes: the entry has no content');
    expect(
      of(
        {
          'manifest/01-x.json': step('mountinfo', 'restricted', 'not root'),
          'proc/1/mountinfo': '1 0 8:1 / / rw - ext4 a rw\n',
        },
        'mountinfo',
      ),
    ).toBe('restricted: not root');
  });

  it('is collected when one document is readable', () => {
    expect(
      of({ 'proc/1/mountinfo': '1 0 8:1 / / rw - ext4 a rw\n', 'proc/2/mountinfo': 'nonsense\n' }, 'mountinfo'),
    ).toBe('collected: ');
    expect(of({ 'journal/docker.log': 'x\n' }, 'log')).toBe('collected: ');
  });
});
