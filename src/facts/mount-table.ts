import type { Mountinfo } from '../parsers/mountinfo.ts';

/** The mount table of one namespace and the entry it was read from. */
export interface NamespaceTable {
  /** Identity of the namespace: its inode, or what the table itself tells. */
  readonly id: string;
  readonly path: string;
  readonly table: Mountinfo;
  /** Made of a table that tells neither ids nor roots nor peer groups, and no number of a device that is gone. */
  readonly plain?: true;
}

/** A place in one namespace, and the same place inside its file system. */
export interface Place {
  readonly namespace: NamespaceTable;
  readonly row: number;
  /** Path below the root of the file system, which is what propagation compares. */
  readonly dentry: string;
}

const SLASH = 47;

/** True when `path` is `root` or lies below it. */
export function isWithin(path: string, root: string): boolean {
  if (root === '/') return true;
  return path.startsWith(root) && (path.length === root.length || path.charCodeAt(root.length) === SLASH);
}

/** Lookups into one table, kept because tables never change. */
interface TableIndex {
  /** The last mount at each mount point. */
  readonly topmost: ReadonlyMap<string, number>;
  /** The row of the mount that each one stands on, -1 where the table does not have it. */
  readonly parents: Int32Array;
  /** How many mounts up to this row are at its mount point. */
  readonly copies: Int32Array;
}

const indexes = new WeakMap<Mountinfo, TableIndex>();

function indexOf(table: Mountinfo): TableIndex {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const topmost = new Map<string, number>();
  const rowOfId = new Map<number, number>();
  const copies = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const point = table.mountPoints[row] ?? '';
    const below = topmost.get(point);
    copies[row] = below === undefined ? 1 : (copies[below] ?? 0) + 1;
    topmost.set(point, row);
    rowOfId.set(table.mountIds[row] ?? 0, row);
  }
  const parents = table.parentIds.map((id) => rowOfId.get(id) ?? -1);
  const index = { topmost, parents, copies };
  indexes.set(table, index);
  return index;
}

/** Chains of parents are as long as paths are deep; a table that says otherwise is damaged or hostile. */
const MAX_DEPTH = 4096;

/** A mount is met by a path only if neither it nor a mount it stands on is covered by a later one. */
function isReachable(table: Mountinfo, row: number): boolean {
  const { parents } = indexOf(table);
  for (let at = row, depth = 0; depth < MAX_DEPTH; depth++) {
    const parent = parents[at] ?? -1;
    if (parent === -1 || parent === at) return true;
    if (isCovered(table, at, parent)) return false;
    at = parent;
  }
  return false;
}

/** Later mounts cover it at its parent's own mount point, or on the way from there to its own. */
function isCovered(table: Mountinfo, row: number, parent: number): boolean {
  const { topmost } = indexOf(table);
  const base = table.mountPoints[parent] ?? '/';
  const point = table.mountPoints[row] ?? '/';
  // A mount on top of another at the same point is its child and covers nothing else.
  if (point === base) return false;
  if (topmost.get(base) !== parent) return true;
  for (let between = parentOf(point); between.length > base.length; between = parentOf(between)) {
    const other = topmost.get(between);
    if (other !== undefined && other > row && table.parentIds[other] === table.parentIds[row]) return true;
  }
  return false;
}

/** The mount that a path lies on: the deepest one at or above it that the path can reach. */
export function findPlace(namespace: NamespaceTable, path: string): Place | undefined {
  const { table } = namespace;
  const { topmost } = indexOf(table);
  for (let point = path; ; point = parentOf(point)) {
    const row = topmost.get(point);
    if (row !== undefined && isReachable(table, row))
      return { namespace, row, dentry: dentryOf(path, point, table.roots[row] ?? '/') };
    if (point === '/' || point === '') return undefined;
  }
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

function dentryOf(path: string, point: string, root: string): string {
  const below = point === '/' ? path : path.slice(point.length);
  return root === '/' ? below || '/' : root + (below === '/' ? '' : below);
}

/** Mounts that receive what is mounted in one peer group: by namespace and by their root in the file system. */
export type Receivers = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The members of a peer group and of the groups that receive from it, in every namespace. */
export function receiversOf(group: number, namespaces: readonly NamespaceTable[]): Receivers {
  const groups = receivingGroups(group, namespaces);
  const receivers = new Map<string, Map<string, number>>();
  for (const { id, table } of namespaces) {
    for (let row = 0; row < table.rows; row++) {
      if (!groups.has(table.sharedGroups[row] ?? 0) && !groups.has(table.masterGroups[row] ?? 0)) continue;
      const roots = receivers.get(id) ?? new Map<string, number>();
      receivers.set(id, roots);
      const root = table.roots[row] ?? '/';
      roots.set(root, (roots.get(root) ?? 0) + 1);
    }
  }
  return receivers;
}

/**
 * How many copies one new mount at `place` makes, by namespace: one for every receiver in which the place is visible
 * (propagate_mnt in fs/pnode.c; each copy is counted against the limit of its own namespace). Peer group numbers are
 * unique on a node, so tables of several namespaces can be joined.
 */
export function copiesOfMountAt(place: Place, receivers: (group: number) => Receivers): Map<string, number> {
  const group = place.namespace.table.sharedGroups[place.row] ?? 0;
  const copies = new Map<string, number>();
  if (group === 0) return copies.set(place.namespace.id, 1);
  for (const [id, roots] of receivers(group)) {
    let count = 0;
    for (const [root, mounts] of roots) if (isWithin(place.dentry, root)) count += mounts;
    if (count > 0) copies.set(id, count);
  }
  return copies;
}

/** A group, the groups of its slaves, of their slaves, and so on. */
function receivingGroups(group: number, namespaces: readonly NamespaceTable[]): Set<number> {
  const slaves = new Map<number, Set<number>>();
  for (const { table } of namespaces) {
    for (let row = 0; row < table.rows; row++) {
      const master = table.masterGroups[row] ?? 0;
      const shared = table.sharedGroups[row] ?? 0;
      if (master === 0 || shared === 0) continue;
      const known = slaves.get(master) ?? new Set<number>();
      slaves.set(master, known.add(shared));
    }
  }
  const reached = new Set([group]);
  // A set visits members that are added while it is walked.
  for (const next of reached) for (const slave of slaves.get(next) ?? []) reached.add(slave);
  return reached;
}

/** The mount point that occurs most often in one table, with its number of entries and the line of its last one. */
export function mostCopied(table: Mountinfo): { target: string; copies: number; line: number } {
  const { copies } = indexOf(table);
  let most = 0;
  for (let row = 1; row < table.rows; row++) if ((copies[row] ?? 0) > (copies[most] ?? 0)) most = row;
  return { target: table.mountPoints[most] ?? '', copies: copies[most] ?? 0, line: table.lines[most] ?? 1 };
}

const BELOW_MERGED = /\/overlay2\/([0-9a-f]{64}|[a-z0-9]{25})(?:-init)?\/merged\/./;

/** Mounts below the merged directory of a container as this namespace sees it, by overlay directory. Normally none. */
export function mountsBelowMerged(table: Mountinfo): { total: number; layers: Map<string, number>; line?: number } {
  const layers = new Map<string, number>();
  let total = 0;
  let line: number | undefined;
  for (let row = 0; row < table.rows; row++) {
    const point = table.mountPoints[row] ?? '';
    const layer = point.includes('/merged/') ? BELOW_MERGED.exec(point)?.[1] : undefined;
    if (layer === undefined) continue;
    total++;
    line ??= table.lines[row];
    layers.set(layer, (layers.get(layer) ?? 0) + 1);
  }
  return { total, layers, ...(line === undefined ? {} : { line }) };
}

/** The data root of a docker daemon, from where its containers' file systems are mounted. */
export function dockerRootFromMounts(table: Mountinfo): string | undefined {
  for (let row = 0; row < table.rows; row++) {
    if (table.fsTypes[row] !== 'overlay') continue;
    const root = /^(?<root>\/.*?)\/overlay2\/[0-9a-z]+(?:-init)?\/merged$/.exec(table.mountPoints[row] ?? '')?.groups
      ?.root;
    if (root !== undefined) return root;
  }
  return undefined;
}
