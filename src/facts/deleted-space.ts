import type { UsageRow } from './df-rows.ts';
import type { FactContext } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { processLabel } from './process-owners.ts';

/** What deleted files that are still open take of one file system. */
export interface Deleted {
  readonly bytes: number;
  /** Bytes by process; a file that several processes have open counts for the first. */
  readonly byPid: ReadonlyMap<number, number>;
}

const NOTHING: Deleted = { bytes: 0, byPid: new Map() };

/** Deleted files that are still open by device, each counted once whoever has it open; undefined where none were collected. */
export function deletedFiles({ snapshot }: FactContext): ((device: string) => Deleted) | undefined {
  const { documents, missing } = lookedFor(snapshot, 'deleted_files');
  if (missing.length > 0) return undefined;
  const byDevice = new Map<string, { bytes: number; byPid: Map<number, number> }>();
  const seen = new Set<string>();
  for (const { value } of documents)
    for (const { device, path, bytes = 0, pid } of value.files) {
      const key = `${device} ${path} ${bytes}`;
      if (device === undefined || seen.has(key)) continue;
      seen.add(key);
      const known = byDevice.get(device) ?? { bytes: 0, byPid: new Map<number, number>() };
      byDevice.set(device, known);
      known.bytes += bytes;
      known.byPid.set(pid, bytes + (known.byPid.get(pid) ?? 0));
    }
  return (device) => byDevice.get(device) ?? NOTHING;
}

/** The process that holds most of them, empty where they are less than half of what is used. */
export function holderOf(deleted: Deleted | undefined, { bytesUsed }: UsageRow, context: FactContext): string {
  if (deleted === undefined || bytesUsed === undefined) return '';
  const [largest] = [...deleted.byPid].sort(([a, n], [b, m]) => m - n || a - b);
  const isMost = largest !== undefined && largest[1] > 0 && largest[1] * 2 >= bytesUsed;
  return isMost ? processLabel(largest[0], context) : '';
}
