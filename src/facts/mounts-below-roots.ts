import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { mountTables } from './mount-tables.ts';

/** The mounts below the root of one container, outside of its own namespace. */
export interface LeftTree {
  readonly mounts: number;
  /** Directory in the container below which most of them lie. */
  readonly place?: string;
  /** The same directory as the mount table has it. */
  readonly top?: string;
  /** Some are in a peer group or receive from one; undefined where the table has no peer groups. */
  readonly receives?: boolean;
  readonly refs: readonly SourceRef[];
}

const BELOW_MERGED = /\/overlay2\/([0-9a-f]{64}|[a-z0-9]{25})\/merged(\/[^/]+)/;

/**
 * What is mounted below the roots of containers where the runtime mounts, by overlay directory. A container that runs has
 * its mounts in a namespace of its own; what stands here keeps its root busy: rmdir(2) answers EBUSY for a directory that
 * is a mount point in the namespace of the caller (Linux 3.18, is_local_mountpoint in fs/namei.c).
 */
export const mountsBelowRoots = (context: FactContext): ReadonlyMap<string, LeftTree> | undefined =>
  context.once(count);

function count(context: FactContext): ReadonlyMap<string, LeftTree> | undefined {
  const { runtime } = mountTables(context);
  if (runtime === undefined) return undefined;
  const { table, path, plain } = runtime;
  const counts = new Map<string, { mounts: number; receives: boolean; tops: Map<string, number>; refs: SourceRef[] }>();
  for (let row = 0; row < table.rows; row++) {
    const point = table.mountPoints[row] ?? '';
    const match = point.includes('/merged/') ? BELOW_MERGED.exec(point) : null;
    const [layer, place] = [match?.[1], match?.[2]];
    if (layer === undefined || place === undefined) continue;
    const tree = counts.get(layer) ?? { mounts: 0, receives: false, tops: new Map<string, number>(), refs: [] };
    counts.set(layer, tree);
    tree.mounts++;
    tree.receives ||= (table.sharedGroups[row] ?? 0) !== 0 || (table.masterGroups[row] ?? 0) !== 0;
    const top = point.slice(0, (match?.index ?? 0) + (match?.[0].length ?? 0));
    tree.tops.set(top, (tree.tops.get(top) ?? 0) + 1);
    if (tree.refs.length < 2) tree.refs.push({ path, line: table.lines[row] ?? 1 });
  }
  return new Map(
    [...counts].map(([layer, { tops, receives, ...tree }]) => {
      const [most] = [...tops].sort((a, b) => b[1] - a[1]);
      const place = most?.[0].slice(most[0].lastIndexOf('/'));
      const told = plain ? {} : { receives };
      return [
        layer,
        { ...tree, ...told, ...(most === undefined || place === undefined ? {} : { place, top: most[0] }) },
      ];
    }),
  );
}
