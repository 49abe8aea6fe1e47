import { secondsOf } from '../lib/ticks.ts';
import { clock } from './clock.ts';
import type { Claim } from './container-claims.ts';
import type { FactContext } from './fact.ts';
import { processOwners } from './process-owners.ts';
import { processRecords } from './process-records.ts';
import { processes } from './processes.ts';
import { read } from './sources.ts';

/** Whether the process that a file names is there and is the one that was meant; undefined when nothing tells. */
export type PidCheck =
  | { readonly alive: true }
  | { readonly alive: false; readonly reason: string }
  | { readonly alive: undefined };

/** The daemon writes its time after the process was started; a clock that was set since may add to that. */
const START_SLACK = 60;

/** Holds pids against the process list: by the control group of the process, by its start in ticks, by its start in time. */
export function processCheck(context: FactContext): (id: string, claim: Claim) => PidCheck {
  const found = context.get(processes);
  if (!found.known) return () => ({ alive: undefined });
  const owners = processOwners(context);
  const records = processRecords(context);
  const time = context.get(clock);
  const bootTime = time.known ? time.value.boot_time : undefined;
  const complete = isComplete(context);
  return (id, { fields }) => {
    const { pid, startTicks, startedAt } = fields;
    if (pid === undefined) return { alive: undefined };
    const process = owners.get(pid);
    if (process === undefined) return complete ? { alive: false, reason: 'no such process' } : { alive: undefined };
    const owner = process.container_id;
    if (owner === id) return { alive: true };
    if (owner !== undefined) return { alive: false, reason: `which belongs to container ${owner.slice(0, 12)}` };
    const started = records.get(pid)?.startedTicks;
    if (started === undefined) return { alive: undefined };
    if (startTicks !== undefined) {
      const same = Math.abs(started - startTicks) <= 1;
      return same ? { alive: true } : { alive: false, reason: 'which is another process by now' };
    }
    if (startedAt === undefined || bootTime === undefined) return { alive: undefined };
    const late = bootTime + secondsOf(started) > startedAt + START_SLACK;
    return late ? { alive: false, reason: 'which was started later than the container' } : { alive: true };
  };
}

/** A list that was cut, or in which hidepid hides other users' processes, does not prove that a process is gone. */
function isComplete({ snapshot }: FactContext): boolean {
  const { documents } = read(snapshot, 'process_stat');
  const gap = snapshot.gaps.some((g) => g.source === 'process_stat' && !g.second);
  const sees = documents.some(({ value }) => value.processes.some((p) => p.pid === 1));
  return sees && !gap;
}
