import { availabilityOf } from '../snapshot/availability.ts';
import type { Document, Documents, Snapshot, SourceName } from '../snapshot/snapshot.ts';
import type { MissingReason } from './fact.ts';

/** The documents of a source, or the reason why there are none. */
export function read<S extends SourceName>(
  snapshot: Snapshot,
  source: S,
): { documents: Documents[S]; missing: MissingReason[] } {
  const documents = snapshot.documents[source];
  if (documents.length > 0) return { documents, missing: [] };
  const { reason, status } = availabilityOf(snapshot, source);
  return { documents, missing: [{ source, reason: status === 'missing' ? reason : `${status}: ${reason}` }] };
}

/** The document that was read first by path; for sources of which a node has one. */
export function firstOf<T>(documents: readonly Document<T>[]): Document<T> | undefined {
  return documents[0];
}
