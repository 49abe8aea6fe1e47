import type { BundleFiles } from '../../scripts/samples/tar.ts';
import type { Snapshot, SourceRecord } from '../../src/snapshot/snapshot.ts';
import { snapshotOf } from './analysis.ts';

/** A bundle as files and as it was read. */
export interface Sample {
  readonly files: BundleFiles;
  readonly snapshot: Snapshot;
}

/** The name of a source; each log is one of its own. */
export const nameOf = ({ source, path }: SourceRecord): string => (source === 'log' ? `log ${path}` : source);

/** Records of the collector itself. */
const OWN = new Set(['manifest_start', 'manifest_step', 'manifest']);

/** Every source that something was read of. */
export const sourcesOf = ({ records }: Snapshot): string[] => [...new Set(records.map(nameOf))];
export const collectedSources = (snapshot: Snapshot): string[] => sourcesOf(snapshot).filter((name) => !OWN.has(name));

/** The snapshot as if some sources had never been collected. */
export function without(snapshot: Snapshot, sources: readonly string[]): Snapshot {
  const kept = (lists: Snapshot['documents']): Snapshot['documents'] =>
    // The keys are those of the original, and each list is the original one or empty.
    Object.fromEntries(
      Object.entries(lists).map(([name, list]) => [name, sources.includes(name) ? [] : list]),
    ) as Snapshot['documents'];
  const logs = snapshot.logs.filter((l) => !sources.includes(`log ${l.path}`));
  return {
    ...snapshot,
    documents: kept(snapshot.documents),
    second: kept(snapshot.second),
    logs: logs.length === snapshot.logs.length ? snapshot.logs : logs,
    records: snapshot.records.filter((r) => !sources.includes(nameOf(r))),
  };
}

/** The snapshot with nothing but some sources, and what the collector says of itself. */
export const only = (snapshot: Snapshot, sources: readonly string[]): Snapshot =>
  without(
    snapshot,
    collectedSources(snapshot).filter((name) => !sources.includes(name)),
  );

/** What a reading of a source has that is not as in the sample. */
export interface Reading {
  /** The record of the step carries another time. */
  readonly isLate?: boolean;
  text(text: string, path: string): string;
  /** The record of its step. */
  step(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/**
 * The snapshot with one source read from other texts. The status of its step counts by the gap that it leaves; the record
 * itself is replaced where that is what differs.
 */
export function reread({ files, snapshot }: Sample, source: string, reading: Reading): Snapshot {
  const paths = new Set(snapshot.records.filter((r) => nameOf(r) === source).map((r) => r.path));
  const kind = source.startsWith('log ') ? 'log' : source;
  const edited = new Map<string, string>();
  for (const [path, text] of files) {
    if (path.startsWith('manifest/')) edited.set(path, stepText(text, kind, paths, reading));
    else if (path.startsWith('manifest')) edited.set(path, text);
    else if (paths.has(path)) edited.set(path, reading.text(text, path));
  }
  const read = snapshotOf(edited);
  const swap = (lists: Snapshot['documents'], other: Snapshot['documents']): Snapshot['documents'] => ({
    ...lists,
    ...(kind === 'log' ? {} : { [kind]: Reflect.get(other, kind) }),
  });
  const logs = snapshot.logs.filter((l) => !paths.has(l.path));
  return {
    ...snapshot,
    documents: {
      ...swap(snapshot.documents, read.documents),
      ...(reading.isLate === true ? { manifest_step: read.documents.manifest_step } : {}),
    },
    second: swap(snapshot.second, read.second),
    logs: kind === 'log' ? [...logs, ...read.logs].sort((a, b) => (a.path < b.path ? -1 : 1)) : snapshot.logs,
    records: snapshot.records.map((r) => read.records.find((other) => other.path === r.path) ?? r),
    gaps: read.gaps,
  };
}

/** Whether a source has the same text in another reading. */
export const isSameAt = ({ files, snapshot }: Sample, source: string, { text }: Reading): boolean =>
  snapshot.records
    .filter((r) => nameOf(r) === source)
    .every(({ path }) => text(files.get(path) ?? '', path) === (files.get(path) ?? ''));

function stepText(text: string, kind: string, paths: ReadonlySet<string>, reading: Reading): string {
  // Written by the generator, with these members.
  const record = JSON.parse(text) as { step: string; sources: string[]; paths: string[]; status: string };
  const isIts = record.sources.includes(kind) && (kind !== 'log' || record.paths.some((p) => paths.has(p)));
  return isIts && record.status === 'collected' ? JSON.stringify(reading.step(record)) : text;
}

const cutStep: Reading['step'] = (record) => ({ ...record, status: 'truncated', reason: 'it was cut in half' });

/** Half of the bytes of every file of a source, as a cut leaves them. */
export const half = (which: 'first' | 'second'): Reading => ({
  text(text) {
    const bytes = Buffer.from(text);
    const middle = bytes.length >> 1;
    return (which === 'first' ? bytes.subarray(0, middle) : bytes.subarray(middle)).toString();
  },
  step: cutStep,
});
