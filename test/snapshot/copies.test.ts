import { describe, expect, it } from 'vitest';
import { withoutCopies } from '../../src/snapshot/copies.ts';
import type { SourceRecord } from '../../src/snapshot/snapshot.ts';

const document = (path: string, value: unknown, params: Readonly<Record<string, string>> = {}) => ({
  path,
  params,
  value,
});
const paths = (source: string, documents: ReturnType<typeof document>[], bytes = 10): string[] => {
  const records = new Map<string, SourceRecord>(
    documents.map(({ path }) => [path, { source, path, status: 'collected', bytes, problems: [] }]),
  );
  const kept = withoutCopies(source, documents, records, (value) => value !== 'nothing').map((d) => d.path);
  const skipped = [...records.values()].filter((r) => r.status === 'skipped').map((r) => r.path);
  expect([...kept, ...skipped].sort()).toEqual(documents.map((d) => d.path).sort());
  return kept;
};

describe('contents under two names', () => {
  it('count once', () => {
    expect(paths('df', [document('a', [1]), document('b', [1]), document('c', [2])])).toEqual(['a', 'c']);
  });

  it('count twice where the path tells them apart', () => {
    expect(paths('mounts', [document('a', [1], { pid: '1' }), document('b', [1], { pid: '2' })])).toEqual(['a', 'b']);
    expect(paths('config_file', [document('a', [1]), document('b', [1])])).toEqual(['a', 'b']);
  });

  it('are left alone where nothing in them counts', () => {
    expect(paths('log', [document('a', 'nothing'), document('b', 'nothing')])).toEqual(['a', 'b']);
    expect(paths('log', [document('a', 'x'), document('b', 'x')], 0)).toEqual(['a', 'b']);
  });
});
