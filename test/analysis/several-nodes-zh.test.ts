import { describe, expect, it } from 'vitest';
import { reportOf, snapshotOf } from '../samples/analysis.ts';
import { lettersOf, proseIn } from '../samples/english-prose.ts';
import { mountedNode, quietNode, together } from './node-files.ts';

describe('the Chinese report on several nodes', () => {
  it.each([
    ['one is sick', { 'a.tgz/': quietNode('node-1'), 'b.tgz/': mountedNode('node-2') }],
    [
      'two of four share a cause',
      {
        'a.tgz/': quietNode('node-1'),
        'b.tgz/': mountedNode('node-2'),
        'c.tgz/': mountedNode('node-3'),
        'd.tgz/': quietNode('node-4'),
      },
    ],
    ['all share a cause', { 'a.tgz/': mountedNode('node-1'), 'b.tgz/': mountedNode('node-2') }],
    ['nothing is known of any', { 'a.tgz/': quietNode('node-1'), 'b.tgz/': quietNode('node-2') }],
  ])('has no English sentence of its own when %s', (_, folders) => {
    const files = together(folders);
    const snapshot = snapshotOf(files);
    const quoted = lettersOf([...files.values()].join('\n'));
    const report = reportOf(snapshot, 'zh');
    expect(proseIn(report, quoted)).toEqual([]);
    expect(proseIn(reportOf(snapshot), quoted).length).toBeGreaterThan(50);
  });
});
