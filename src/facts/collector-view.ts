import { isDfStrange } from '../snapshot/views.ts';
import type { UsageRow } from './df-rows.ts';
import type { FactContext } from './fact.ts';
import { findPlace, type NamespaceTable } from './mount-table.ts';
import { collectorPid, mountTables } from './mount-tables.ts';

/**
 * Rows of df as the node would list them. Where df ran in another mount namespace, the table of that one says which device
 * it measured at each place, and the node's where that device is mounted there: `/etc/hosts` in a container may be a file of
 * the root disk. What the node does not have is of the container and is left out.
 */
export function rowsOfNode(rows: readonly UsageRow[], context: FactContext): UsageRow[] {
  const tables = mountTables(context);
  const pid = collectorPid(context.snapshot);
  const own = pid === undefined ? undefined : tables.tableOf(pid);
  const isStrange = isDfStrange(context.snapshot);
  if (own === undefined || own === tables.node) return isStrange ? [] : [...rows];
  const points = tables.node === undefined ? new Map<string, string>() : pointsByDevice(tables.node);
  return rows.flatMap((row) => {
    const place = findPlace(own, row.mountPoint);
    const isListed = place !== undefined && own.table.mountPoints[place.row] === row.mountPoint;
    if (!isListed) return isStrange ? [] : [row];
    const mountPoint = points.get(own.table.devices[place.row] ?? '');
    return mountPoint === undefined ? [] : [{ ...row, mountPoint }];
  });
}

/** The shortest place at which each device can be met, one that shows all of it first. */
function pointsByDevice(namespace: NamespaceTable): ReadonlyMap<string, string> {
  const { table } = namespace;
  const points = new Map<string, { readonly point: string; readonly price: number }>();
  for (let row = 0; row < table.rows; row++) {
    const point = table.mountPoints[row] ?? '/';
    const device = table.devices[row] ?? '';
    const price = point.length + (table.roots[row] === '/' ? 0 : WHOLE);
    if (price < (points.get(device)?.price ?? Number.POSITIVE_INFINITY) && findPlace(namespace, point)?.row === row)
      points.set(device, { point, price });
  }
  return new Map([...points].map(([device, { point }]) => [device, point]));
}

/** Longer than any path: a mount of one directory is taken only where the whole file system is nowhere. */
const WHOLE = 10_000;
