import type { SourceRef } from '../lib/source-ref.ts';
import { rowsOfNode } from './collector-view.ts';
import type { FactContext } from './fact.ts';

/** One mount point as df saw it, bytes and inodes together. `pid` names the daemon whose view it is. */
export interface UsageRow {
  readonly mountPoint: string;
  readonly pid?: number;
  source: string;
  type?: string | undefined;
  bytesTotal?: number | undefined;
  bytesUsed?: number | undefined;
  bytesAvailable?: number | undefined;
  inodesTotal?: number | undefined;
  inodesUsed?: number | undefined;
  refs: SourceRef[];
}

/** Rows of df and df -i by mount point, and the daemons' own views of /tmp and /run. */
export function usageRows(context: FactContext): UsageRow[] {
  const { snapshot } = context;
  const rows = new Map<string, UsageRow>();
  const rowAt = (mountPoint: string, source: string): UsageRow => {
    const found = rows.get(mountPoint);
    if (found !== undefined) return found;
    // All members at once: thousands of rows that grow one by one cost as much again.
    const row: UsageRow = {
      mountPoint,
      source,
      type: undefined,
      bytesTotal: undefined,
      bytesUsed: undefined,
      bytesAvailable: undefined,
      inodesTotal: undefined,
      inodesUsed: undefined,
      refs: [],
    };
    rows.set(mountPoint, row);
    return row;
  };
  for (const { path, value } of snapshot.documents.df) {
    for (const f of value.filesystems) {
      const row = rowAt(f.mountPoint, f.source);
      if (row.bytesTotal !== undefined) continue;
      row.type ??= f.type;
      row.bytesTotal = f.bytesTotal;
      row.bytesUsed = f.bytesUsed;
      row.bytesAvailable = f.bytesAvailable;
      row.refs = [...row.refs, { path, line: f.line }];
    }
  }
  for (const { path, value } of snapshot.documents.df_inodes) {
    for (const f of value.filesystems) {
      const row = rowAt(f.mountPoint, f.source);
      if (row.inodesTotal !== undefined) continue;
      row.type ??= f.type;
      row.inodesTotal = f.inodesTotal;
      row.inodesUsed = f.inodesUsed;
      row.refs = [...row.refs, { path, line: f.line }];
    }
  }
  return [...rowsOfNode([...rows.values()], context), ...daemonRows(snapshot)];
}

/** What dockerd and containerd see as /tmp and /run, which differs from the node's under PrivateTmp. */
function daemonRows(snapshot: FactContext['snapshot']): UsageRow[] {
  return snapshot.documents.df_daemon_tmp.flatMap(({ path, value }) =>
    value.directories.flatMap(({ pid, path: mountPoint, line, ...use }) =>
      pid === undefined ? [] : [{ ...use, pid, mountPoint, refs: [{ path, line }] }],
    ),
  );
}
