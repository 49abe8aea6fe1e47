import { availabilityOf, availabilityOfSecond } from '../snapshot/availability.ts';
import type { Snapshot, SourceName } from '../snapshot/snapshot.ts';
import type { MissingReason } from './fact.ts';

/** What a counter gained; undefined when it went backwards (a wrap, a reset) or one of the two is not known. */
export function gain(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined || second < first ? undefined : second - first;
}

/** The gain of a counter per second. */
export function rate(first: number | undefined, second: number | undefined, seconds: number): number | undefined {
  const gained = gain(first, second);
  return gained === undefined ? undefined : gained / seconds;
}

/** The fields whose values are known: an absent field is unknown to rules. */
export function knownFields<K extends string>(
  fields: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only fields of the argument are kept, and those without a value were left out.
  return Object.fromEntries(kept) as Partial<Record<K, number>>;
}

/** Why the change of a source is not known: its first sample, its second one, or the time between them is missing. */
export function whyUnpaired(snapshot: Snapshot, source: SourceName): MissingReason[] {
  const first = availabilityOf(snapshot, source);
  const { status, reason } = snapshot.documents[source].length === 0 ? first : availabilityOfSecond(snapshot, source);
  if (status === 'collected')
    return [{ source, reason: 'its two samples do not fit together: the time between them is not known or too short' }];
  return [{ source, reason: status === 'missing' ? reason : `${status}: ${reason}` }];
}
