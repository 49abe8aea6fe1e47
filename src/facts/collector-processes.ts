import { append } from '../lib/group-by.ts';
import { secondsOf } from '../lib/ticks.ts';
import type { ProcessStat } from '../parsers/process-stat.ts';
import type { FactContext } from './fact.ts';

type Row = ProcessStat['processes'][number];

/** Between the start of the script and its first record lie seconds; a pid of another namespace fits only by chance. */
const START_SLACK = 300;

/**
 * Processes of the collector itself: the script, what it started, and children of its session that it left behind. They
 * say nothing about the node, so facts about processes leave them out. Empty for bundles of other tools.
 */
export const collectorPids = (context: FactContext): ReadonlySet<number> => context.once(findPids);

function findPids({ snapshot }: FactContext): ReadonlySet<number> {
  const start = snapshot.documents.manifest_start[0]?.value;
  const own = new Set<number>();
  for (const { value } of snapshot.documents.manifest)
    for (const child of value.abandoned) if (child.pid !== undefined) own.add(child.pid);
  if (start?.privileges.pid === undefined) return own;
  const documents = [...snapshot.documents.process_stat, ...snapshot.second.process_stat];
  const rows = (wanted: (row: Row) => boolean): Row[] => documents.flatMap((d) => d.value.processes.filter(wanted));
  const [script] = rows((row) => row.pid === start.privileges.pid);
  const uptime = start.clock.uptimeSeconds;
  if (script === undefined || script.isKernelThread) return own;
  if (uptime !== undefined && Math.abs(uptime - secondsOf(script.startedTicks)) > START_SLACK) return own;
  own.add(script.pid);
  // Of tens of thousands of tasks a handful is as young as the script, and so are all that it started.
  const younger = rows((row) => row.startedTicks >= script.startedTicks);
  for (const row of younger) if (isLeftBy(row, script)) own.add(row.pid);
  addDescendants(younger, own);
  return own;
}

/** A child whose parent ended belongs to pid 1, but keeps its session. Older members of the session are the user's own. */
const isLeftBy = (younger: Row, script: Row): boolean => younger.session === script.session && younger.session !== 0;

function addDescendants(rows: readonly Row[], own: Set<number>): void {
  const children = new Map<number, number[]>();
  for (const { pid, ppid } of rows) {
    append(children, ppid, pid);
  }
  // The set grows while it is walked, and each pid is walked once.
  for (const pid of own) for (const child of children.get(pid) ?? []) own.add(child);
}
