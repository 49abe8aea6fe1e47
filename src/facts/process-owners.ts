import { containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { type Process, processes } from './processes.ts';

/** Processes by pid; empty where no list of them was collected. */
export const processOwners = (context: FactContext): ReadonlyMap<number, Process> => context.once(byPid);

function byPid({ get }: FactContext): ReadonlyMap<number, Process> {
  const found = get(processes);
  return new Map(found.known ? found.value.map((p) => [p.pid, p]) : []);
}

/** Labels of containers by id; empty where none were collected. */
export const containerLabels = (context: FactContext): ReadonlyMap<string, string> => context.once(labelsById);

function labelsById({ get }: FactContext): ReadonlyMap<string, string> {
  const found = get(containers);
  return new Map(found.known ? found.value.map((c) => [c.id, c.label]) : []);
}

/** `dockerd (pid 812)`, or `pid 812` where the process is not known. */
export function processLabel(pid: number, context: FactContext): string {
  const process = processOwners(context).get(pid);
  return process === undefined ? `pid ${pid}` : `${process.comm} (pid ${pid})`;
}
