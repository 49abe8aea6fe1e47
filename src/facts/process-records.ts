import type { ProcessStat } from '../parsers/process-stat.ts';
import type { FactContext } from './fact.ts';

export type ProcessRecord = ProcessStat['processes'][number];

/** What /proc/<pid>/stat said of each process, by pid: one table for all facts, since a node has tens of thousands. */
export const processRecords = (context: FactContext): ReadonlyMap<number, ProcessRecord> => context.once(byPid);

function byPid({ snapshot }: FactContext): ReadonlyMap<number, ProcessRecord> {
  const records = new Map<number, ProcessRecord>();
  for (const { value } of snapshot.documents.process_stat) for (const p of value.processes) records.set(p.pid, p);
  return records;
}
