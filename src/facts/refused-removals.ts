import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { ownersOf } from './path-owners.ts';

const GROUP = 'remove_rootfs_busy';

/** Lines about removals that failed, by the container they name or whose directory they name. */
export function busyRemovals(context: FactContext): Map<string, ResolvedOccurrence[]> {
  const found = new Map<string, ResolvedOccurrence[]>();
  for (const o of occurrencesOf(context, GROUP)) {
    const { container, path } = o.captures;
    const entity =
      container !== undefined
        ? `container:${container}`
        : path === undefined
          ? undefined
          : ownersOf(path, false, context).container;
    if (entity !== undefined) append(found, entity, o);
  }
  return found;
}

/**
 * Overlay directories with the entity of their container, as lines about failed removals name both: the only tie between
 * the two where the daemon was not asked.
 */
export const layersOfRemovals = (context: FactContext): Map<string, string> =>
  new Map(namedRemovals(context).map(({ id, layer }) => [layer, `container:${id}`]));

/** A container whose removal failed, as the line names it. */
export interface NamedRemoval {
  readonly id: string;
  readonly layer: string;
  readonly ref: SourceRef;
}

/** Lines about failed removals that name the container and its directory, one for each pair of them. */
export function namedRemovals(context: FactContext): NamedRemoval[] {
  const found = new Map<string, NamedRemoval>();
  for (const { captures, ref } of occurrencesOf(context, GROUP)) {
    const layer = /\/overlay2?\/([0-9a-z]{1,64})\/merged$/.exec(captures.path ?? '')?.[1];
    const id = captures.container;
    if (layer === undefined || id === undefined || found.has(`${layer} ${id}`)) continue;
    found.set(`${layer} ${id}`, { id, layer, ref });
  }
  return [...found.values()];
}
