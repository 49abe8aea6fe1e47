import { describe, expect, it } from 'vitest';
import { buildCacheGrowth } from '../../scripts/samples/incidents/build-cache-growth.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import type { Report } from '../../src/report/model.ts';
import { reportOf, snapshotOf } from './analysis.ts';

const LISTING = 'docker-system-df-v.txt';
const CHAIN = ['storage/build-cache-grown', 'storage/block-full'];
const files = buildCacheGrowth.build();

/** The bundle without the members whose path begins with one of the prefixes. */
const without = (prefixes: readonly string[]): BundleFiles =>
  new Map([...files].filter(([path]) => !prefixes.some((prefix) => path.startsWith(prefix))));
const analysed = (kept: BundleFiles): Report => reportOf(snapshotOf(kept));
const ids = (report: Report): string[] => report.diagnoses.map((d) => d.id);

describe('a build cache that somebody listed by hand', () => {
  it('is recognised alone, and says what it cannot tell', () => {
    const report = analysed(new Map([[LISTING, files.get(LISTING) ?? '']]));
    expect(report.findings.map((f) => [f.id, f.severity])).toEqual([['storage/build-cache-grown', 'low']]);
    expect(report.findings[0]?.message).toContain('the largest 2.7 GiB in 9496ft5v8aa1');
    expect(report.verdict.status).toBe('insufficient-data');
  });

  it('may be the rows that grep found in it', () => {
    const rows = (files.get(LISTING) ?? '').split('\n').filter((line) => line.includes('exec.cachemount'));
    expect(rows).toHaveLength(4);
    const report = analysed(new Map(files).set(LISTING, `${rows.join('\n')}\n`));
    expect(ids(report)).toEqual(['storage/build-cache-grown']);
    expect(report.diagnoses[0]?.summary).toContain('4 cache mounts of image builds hold 4.8 GiB');
  });

  it('is no matter of the crowded disk alone: without the listing the disk is all that is found', () => {
    const report = analysed(without([LISTING]));
    expect(ids(report)).toEqual(['storage/block-full']);
    expect(report.unknown.map((u) => u.id)).toContain('storage/build-cache-grown');
  });

  it.each([
    ['8702887424', 'storage/block-full'],
    ['21702887424', 'storage/container-logs-grown'],
  ])('is not blamed where a log takes %s bytes', (bytes, cause) => {
    const path = 'commands/list/container-logs';
    const larger = (files.get(path) ?? '').replace('1702887424', bytes);
    const report = analysed(new Map(files).set(path, larger));
    expect(report.diagnoses.find((d) => d.id === 'storage/build-cache-grown')?.chain ?? []).toEqual([]);
    expect(ids(report)).toContain(cause);
  });

  it('keeps to the cache when any one source is missing', () => {
    const folders = new Set(
      [...files.keys()].filter((p) => !p.startsWith('manifest')).map((p) => p.split('/')[0] ?? p),
    );
    const members = [...files.keys()].filter((p) => /^(?:commands|journal)\//.test(p));
    const wrong = [...folders, ...members].flatMap((prefix) =>
      ids(analysed(without([prefix])))
        .filter((id) => !CHAIN.includes(id))
        .map((id) => `without ${prefix}: ${id}`),
    );
    expect(wrong).toEqual([]);
  }, 60_000);
});
