import { availabilityOf } from '../snapshot/availability.ts';
import type { Documents, Snapshot, SourceName } from '../snapshot/snapshot.ts';
import type { MissingReason } from './fact.ts';
import { read } from './sources.ts';

/**
 * The documents of a source of which a node may have none: where the collector looked and found nothing, nothing is
 * missing. What it could not look at stays missing.
 */
export function lookedFor<S extends SourceName>(
  snapshot: Snapshot,
  source: S,
): { documents: Documents[S]; missing: MissingReason[] } {
  const found = read(snapshot, source);
  const none = found.documents.length === 0 && availabilityOf(snapshot, source).status === 'empty';
  return none ? { ...found, missing: [] } : found;
}

const PARTLY = new Set<string>(['truncated', 'timed_out', 'restricted', 'failed', 'skipped']);

/** Why sources that were read may lack members: what the collector said of the steps that brought them. */
export function cutShort(snapshot: Snapshot, sources: readonly SourceName[]): MissingReason[] {
  return snapshot.gaps
    .filter(
      (gap) => PARTLY.has(gap.status) && sources.some((s) => s === gap.source && snapshot.documents[s].length > 0),
    )
    .map(({ source, status, reason }) => ({ source, reason: `${status}: ${reason}` }));
}
