import { append } from '../lib/group-by.ts';
import type { FactContext } from './fact.ts';
import { findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';

/** Which well-known directories lie on which file system, as the runtime sees them. */
export function servedPlaces(context: FactContext): Map<string, string[]> {
  const tables = mountTables(context);
  const served = new Map<string, string[]>();
  const { runtime } = tables;
  if (runtime === undefined) return served;
  const places: [string, string][] = [
    ['/', '/'],
    ['/tmp', '/tmp'],
    ['/run', '/run'],
    ['/var/log', '/var/log'],
    ['runtime root', tables.runtimeRoot],
    ['kubelet root', '/var/lib/kubelet'],
  ];
  for (const [name, path] of places) {
    const place = findPlace(runtime, path);
    if (place === undefined) continue;
    append(served, `filesystem:${runtime.table.devices[place.row]}`, name);
  }
  return served;
}
