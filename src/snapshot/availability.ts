import type { Snapshot, SourceName, SourceStatus } from './snapshot.ts';

/** What became of a source as a whole, in one status and one sentence. */
export interface Availability {
  readonly source: string;
  readonly status: SourceStatus;
  readonly reason: string;
}

/**
 * Says whether a source was read and, if not, why: what the collector reported, else what the parser met, else that the
 * bundle does not have it. A source with at least one readable document counts as collected.
 */
export function availabilityOf(snapshot: Snapshot, source: SourceName | 'log'): Availability {
  const collected = source === 'log' ? snapshot.logs.length > 0 : snapshot.documents[source].length > 0;
  const gap = snapshot.gaps.find((g) => g.source === source && !g.second);
  if (collected)
    return gap === undefined
      ? { source, status: 'collected', reason: '' }
      : { source, status: gap.status, reason: gap.reason };
  if (gap !== undefined) return { source, status: gap.status, reason: gap.reason };
  const record = snapshot.records.find((r) => r.source === source && !r.path.startsWith('t1/'));
  if (record !== undefined)
    return { source, status: record.status, reason: `${record.path}: ${record.reason ?? record.status}` };
  const { tool, lacks = {} } = snapshot.bundle;
  const ask = Object.hasOwn(lacks, source) ? lacks[source] : undefined;
  if (ask === '') return { source, status: 'missing', reason: 'hosts of this kind do not have it' };
  if (ask !== undefined)
    return { source, status: 'missing', reason: `${tool} does not collect it: ask for \`${ask}\`` };
  const broken = snapshot.bundle.complete ? '' : `; ${snapshot.cut?.text ?? 'the bundle is incomplete'}`;
  return { source, status: 'missing', reason: `not in this bundle${broken}` };
}

/** The same for the second sample of a source, which says how it changed during the collection. */
export function availabilityOfSecond(snapshot: Snapshot, source: SourceName): Availability {
  if (snapshot.second[source].length > 0) return { source, status: 'collected', reason: '' };
  const gap = snapshot.gaps.find((g) => g.source === source && g.second);
  const record = snapshot.records.find((r) => r.source === source && r.path.startsWith('t1/'));
  if (record !== undefined)
    return { source, status: record.status, reason: `${record.path}: ${record.reason ?? record.status}` };
  return gap === undefined
    ? { source, status: 'missing', reason: 'only one sample of it is in this bundle' }
    : { source, status: gap.status, reason: `second sample: ${gap.reason}` };
}
