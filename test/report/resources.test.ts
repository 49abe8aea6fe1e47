import { describe, expect, test } from 'vitest';
import { meter } from '../../src/report/charts/meter.ts';
import type { Report } from '../../src/report/model.ts';
import { resourceTables } from '../../src/report/sections/resources.ts';
import { healthyNode, mountIncident } from './fixture.ts';

function withResources(report: Report, resources: Partial<NonNullable<Report['resources']>>): Report {
  return { ...report, resources: { limits: [], ...resources } };
}

const tableOf = (report: Report, id: string) => resourceTables(report).find((table) => table.id === id);

describe('limits', () => {
  const files = { name: 'Open files', object: 'the node', used: 100, limit: 10_000, unit: 'count' as const };

  test('what is far away is one sentence', () => {
    const table = tableOf({ ...withResources(healthyNode(), { limits: [files] }), predictions: [] }, 'limits');
    expect(table?.rows).toEqual([]);
    expect(table?.rest).toBe('Below 10 %: Open files 100 of 10,000.');
  });

  test('rules that watch one limit make one row under the name of the limit', () => {
    const report = mountIncident();
    const [first] = report.predictions;
    if (first === undefined) throw new Error('the fixture has no prediction');
    report.predictions = [first, { ...first, id: 'x/y', next: 'and more' }];
    const named = { ...files, name: 'Mounts (fs.mount-max)', used: first.used, limit: first.limit };
    const rows = tableOf(withResources(report, { limits: [named] }), 'limits')?.rows ?? [];
    expect(rows.map((r) => r.name)).toEqual(['Mounts (fs.mount-max)']);
    expect(rows[0]?.remark).toMatch(/And more\.$/);
  });
});

test('an ordinary mount table and few threads are no pictures', () => {
  const largest = [{ label: 'the node', mounts: 300, mostCopied: '/', mostCopies: 1 }];
  const resources = {
    mounts: { namespaces: 1, limit: 100_000, largest, places: [{ place: 'elsewhere', mounts: 300 }] },
    tasks: { total: 400, threads: 100, kinds: [{ kind: 'kworker', count: 90 }] },
  };
  expect(resourceTables(withResources(healthyNode(), resources)).map((t) => t.id)).not.toContain('mounts');
  expect(resourceTables(withResources(healthyNode(), resources)).map((t) => t.id)).not.toContain('threads');
  const few = { mounts: { ...resources.mounts, limit: 10 } };
  expect(tableOf(withResources(healthyNode(), few), 'mounts')?.rows[0]?.percent).toBe('3000%');
});

test('only file systems that are filled have a row, with what is left of them', () => {
  const gib = 2 ** 30;
  const filesystems = {
    total: 40,
    rows: [
      { label: '/tmp', bytes: { used: 10 * gib, limit: 10 * gib }, inodes: { used: 1, limit: 100 }, deletedBytes: gib },
      { label: '/', bytes: { used: gib / 2, limit: 10 * gib } },
    ],
  };
  expect(tableOf(withResources(healthyNode(), { filesystems }), 'disks')?.rows).toMatchObject([
    { name: '/tmp', more: '1.0 GiB held by deleted files', percent: '100%', remark: '0 B' },
  ]);
});

test.each([
  [100, 100, 'full', 110],
  [81, 100, 'near', 89.1],
  [5, 10, 'far', 55],
  [3490, 100, 'full', 110],
  [0, 100, 'far', 0],
  [1, 0, 'far', 1],
])('a bar of %i of %i is %s', (used, limit, level, fill) => {
  expect(meter(used, limit)).toMatchObject({ level, fill });
});

describe('tables beside each other', () => {
  const fs = { label: '/data (ext4)', bytes: { used: 90, limit: 100 }, source: 'df:2' };
  const disksOf = (row: object) =>
    tableOf(withResources(healthyNode(), { filesystems: { total: 1, rows: [{ ...fs, ...row }] } }), 'disks');

  test('a long path has the whole width', () => {
    expect(disksOf({})?.isWide).toBe(false);
    expect(disksOf({ label: `/var/lib/kubelet/plugins/${'x'.repeat(40)}` })?.isWide).toBe(true);
  });

  test('inodes name their own place', () => {
    const table = disksOf({ inodes: { used: 50, limit: 100 }, inodesSource: 'df-inodes:2' });
    expect(table?.rows.map((r) => r.more)).toEqual(['df:2', 'inodes; df-inodes:2']);
  });

  test('as many name spaces are announced as are shown', () => {
    const space = (mounts: number) => ({ label: `pid ${mounts}`, mounts, mostCopied: '/', mostCopies: 1 });
    const mounts = { namespaces: 9, limit: 100_000, largest: [space(20_000), space(19_000), space(20)], places: [] };
    const table = tableOf(withResources(healthyNode(), { mounts }), 'mounts');
    expect(table?.rows).toHaveLength(2);
    expect(table?.note).toContain('the 2 largest shown');
  });
});

test('a table with numbers of inodes has the whole width', () => {
  const row = { label: '/', source: 'df:2', bytes: { used: 4e10, limit: 1e11 } };
  const isWide = (rows: NonNullable<NonNullable<Report['resources']>['filesystems']>['rows']): boolean | undefined =>
    tableOf(withResources(healthyNode(), { filesystems: { total: 1, rows } }), 'disks')?.isWide;
  expect(isWide([row])).toBe(false);
  expect(isWide([{ ...row, inodes: { used: 2_811_904, limit: 13_107_200 } }])).toBe(true);
});
