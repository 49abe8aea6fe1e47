import type { SourceRef } from '../lib/source-ref.ts';
import { findPlace, isWithin, type NamespaceTable } from './mount-table.ts';

/** Another path of the same directory, and the mounts that make it one. */
export interface PathAlias {
  readonly path: string;
  readonly refs: readonly SourceRef[];
}

/** What a container sees of the node lies below its own root; that is no second path of the node. */
const OF_CONTAINER = /\/(?:overlay2\/[0-9a-z-]+\/merged|rootfs)\//;

/**
 * Other paths at which a directory is mounted and at which everything that is mounted below it appears as well: mounts
 * of the same file system and peer group whose root holds the directory. A bind mount of `/data/kubelet` at
 * `/var/lib/kubelet` makes two paths of it; that shows in the fourth field of mountinfo, which is not `/`.
 */
export function aliasesOf(namespace: NamespaceTable, path: string): PathAlias[] {
  const place = findPlace(namespace, path);
  if (place === undefined) return [];
  const { table } = namespace;
  const group = table.sharedGroups[place.row] ?? 0;
  if (group === 0) return [];
  const found = new Map<string, PathAlias>();
  for (let row = 0; row < table.rows; row++) {
    const root = table.roots[row] ?? '/';
    if (row === place.row || table.devices[row] !== table.devices[place.row]) continue;
    if (table.sharedGroups[row] !== group && table.masterGroups[row] !== group) continue;
    if (!isWithin(place.dentry, root)) continue;
    const alias = join(table.mountPoints[row] ?? '/', root === '/' ? place.dentry : place.dentry.slice(root.length));
    // A mount that is covered at that path shows something else there.
    if (alias === path || OF_CONTAINER.test(alias) || findPlace(namespace, alias)?.row !== row) continue;
    const lines = [table.lines[place.row], table.lines[row]];
    found.set(alias, { path: alias, refs: lines.map((line) => ({ path: namespace.path, line: line ?? 1 })) });
  }
  return [...found.values()];
}

const join = (point: string, below: string): string =>
  below === '' || below === '/' ? point : `${point === '/' ? '' : point}${below}`;
