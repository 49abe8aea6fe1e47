import type { SourceRef } from '../lib/source-ref.ts';
import type { NetnsDev } from '../parsers/netns-dev.ts';
import type { NetnsIpv6Route } from '../parsers/netns-ipv6-route.ts';
import type { NetnsRoute } from '../parsers/netns-route.ts';
import type { FactContext } from './fact.ts';

/** What was read through one process of a network namespace; a table that is undefined was not read. */
export interface NetnsTables {
  interfaces?: NetnsDev['interfaces'];
  routes?: NetnsRoute['routes'];
  routes6?: NetnsIpv6Route['routes'];
  snmp?: Readonly<Record<string, number>>;
  netstat?: Readonly<Record<string, number>>;
  sockstat?: Readonly<Record<string, number>>;
  conntrack?: Readonly<Record<string, number>>;
  readonly refs: SourceRef[];
}

/** Tables by the process they were read through. A namespace without a row in a collected table has an empty one. */
export function netnsTables({ snapshot }: FactContext): Map<number, NetnsTables> {
  const { documents } = snapshot;
  const byPid = new Map<number, NetnsTables>();
  const at = (pid: number): NetnsTables => {
    const tables = byPid.get(pid) ?? { refs: [] };
    byPid.set(pid, tables);
    return tables;
  };
  const rows = <R extends { pid: number; line: number }>(path: string, all: readonly R[]): Map<number, R[]> => {
    const groups = new Map<number, R[]>();
    for (const row of all) {
      const group = groups.get(row.pid);
      if (group !== undefined) group.push(row);
      else {
        groups.set(row.pid, [row]);
        at(row.pid).refs.push({ path, line: row.line });
      }
    }
    return groups;
  };
  for (const { path, value } of documents.netns_dev)
    for (const [pid, found] of rows(path, value.interfaces)) at(pid).interfaces = found;
  for (const { path, value } of documents.netns_route)
    for (const [pid, found] of rows(path, value.routes)) at(pid).routes = found;
  for (const { path, value } of documents.netns_ipv6_route)
    for (const [pid, found] of rows(path, value.routes)) at(pid).routes6 = found;
  for (const table of ['snmp', 'netstat', 'sockstat', 'conntrack'] as const)
    for (const { path, value } of documents[`netns_${table}`])
      for (const { pid, counters, line } of value.namespaces) {
        at(pid)[table] = counters;
        at(pid).refs.push({ path, line });
      }
  for (const tables of byPid.values()) {
    if (documents.netns_dev.length > 0) tables.interfaces ??= [];
    if (documents.netns_route.length > 0) tables.routes ??= [];
    if (documents.netns_ipv6_route.length > 0) tables.routes6 ??= [];
  }
  return byPid;
}
