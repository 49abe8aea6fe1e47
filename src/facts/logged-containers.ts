import { availabilityOf } from '../snapshot/availability.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Claim } from './container-claims.ts';
import type { FactContext } from './fact.ts';
import { namedRemovals } from './refused-removals.ts';

/** Each has every container of docker, where nothing was left out of it. */
const LISTS = ['docker_inspect', 'docker_disk_containers'] as const;
const isWhole = (snapshot: Snapshot, source: (typeof LISTS)[number]): boolean =>
  ['collected', 'empty'].includes(availabilityOf(snapshot, source).status);

/**
 * Containers that only the log of the daemon names: a line about a removal that failed has the id and the directory. Where
 * the daemon was asked itself, such a container is in its answer or was removed since.
 */
export function loggedClaims(context: FactContext): Claim[] {
  if (LISTS.some((source) => isWhole(context.snapshot, source))) return [];
  return namedRemovals(context).map(({ id, layer, ref }) => ({
    id,
    source: 'log',
    live: false,
    ref,
    fields: { layer },
  }));
}
