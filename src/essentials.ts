import type { Evaluation } from './analysis.ts';
import { processes } from './facts/processes.ts';
import { units } from './facts/units.ts';
import { availabilityOf } from './snapshot/availability.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** Without these a node cannot be called healthy. A source that does not exist on the node is no gap. */
const ESSENTIAL = ['mountinfo', 'df', 'df_inodes', 'sysctl', 'process_stat'] as const;

/** Essential sources that are missing, restricted, broken off or failed, with the reason; logs of what runs are essential. */
export function missingEssentials(evaluation: Evaluation): { source: string; reason: string }[] {
  const { snapshot } = evaluation;
  const essentials: { source: string; reason: string }[] = ESSENTIAL.flatMap((source) => {
    // People and sosreport bring ps instead of the raw table.
    if (source === 'process_stat' && snapshot.documents.ps.length > 0) return [];
    const { status, reason } = availabilityOf(snapshot, source);
    if (status === 'collected') return [];
    return [{ source, reason: status === 'missing' ? reason : `${status}: ${reason}` }];
  });
  essentials.push(...missingLogs(evaluation));
  const said = essentials.some((e) => snapshot.cut !== undefined && e.reason.endsWith(snapshot.cut.text));
  return said ? essentials : [...essentials, ...lostToCut(snapshot)];
}

/** What runs and leaves no line may have said anything: nobody can call such a node healthy. */
function missingLogs({ snapshot, facts }: Evaluation): { source: string; reason: string }[] {
  if (snapshot.logs.length === 0) return [{ source: 'logs', reason: 'no log is in this bundle' }];
  const absent = absentLogs({ snapshot, facts }).filter((log) => log.runs === true);
  return absent.map(({ emitter, name, reason }) => ({ source: name, reason: `${emitter} runs; ${reason}` }));
}

/** Whatever stood behind a cut may have told of a fault; only the second samples can be done without. */
function lostToCut({ cut, gaps }: Snapshot): { source: string; reason: string }[] {
  if (cut === undefined || !gaps.some((g) => !g.second && g.reason === cut.text)) return [];
  return [{ source: 'the rest of the bundle', reason: cut.text }];
}

/** The logs that decide most. Where CRI-O neither runs nor failed to start nobody misses its log. */
const LOG_KINDS = [
  { emitter: 'kernel', name: 'kernel log', isUsual: true },
  { emitter: 'dockerd', name: 'docker log', isUsual: true },
  { emitter: 'containerd', name: 'containerd log', isUsual: true },
  { emitter: 'kubelet', name: 'kubelet log', isUsual: true },
  { emitter: 'crio', name: 'CRI-O log', isUsual: false },
] as const;

/** `log_docker` is the step that reads the log of dockerd. */
const isLogOf = (step: string, emitter: string): boolean =>
  step.startsWith('log_') && emitter.startsWith(step.slice('log_'.length));

const logsBy = (snapshot: Snapshot, emitter: string): Snapshot['logs'] =>
  snapshot.logs.filter((l) => l.value.emitter === emitter || l.value.emitter === 'any');

interface AbsentLog {
  readonly emitter: string;
  readonly name: string;
  /** Undefined: the list of processes is missing, or it is the kernel. */
  readonly runs: boolean | undefined;
  readonly reason: string;
}

function absentLogs({ snapshot, facts }: Pick<Evaluation, 'snapshot' | 'facts'>): AbsentLog[] {
  const running = facts.get(processes);
  const comms = running.known ? new Set(running.value.map((p) => p.comm)) : undefined;
  const listed = facts.get(units);
  const failed = new Set(listed.known ? listed.value.filter((u) => u.failed).map((u) => u.name) : []);
  return LOG_KINDS.flatMap(({ emitter, name, isUsual }) => {
    if (logsBy(snapshot, emitter).length > 0) return [];
    if (emitter === 'containerd' && isInLogOfDocker({ snapshot, facts })) return [];
    const runs = emitter === 'kernel' ? undefined : comms?.has(emitter);
    if (!isUsual && runs !== true && !failed.has(`${emitter}.service`)) return [];
    const gap = snapshot.gaps.find(
      (g) => g.source === 'log' && (g.reason.includes(emitter) || isLogOf(g.step, emitter)),
    );
    return [{ emitter, name, runs, reason: gap?.reason ?? 'not in this bundle' }];
  });
}

/** A containerd that dockerd started writes to where dockerd writes. */
function isInLogOfDocker({ snapshot, facts }: Pick<Evaluation, 'snapshot' | 'facts'>): boolean {
  const running = facts.get(processes);
  if (!running.known || logsBy(snapshot, 'dockerd').length === 0) return false;
  const daemons = new Set(running.value.filter((p) => p.comm === 'dockerd').map((p) => p.pid));
  const own = running.value.filter((p) => p.comm === 'containerd');
  return own.length > 0 && own.every((p) => p.ppid !== undefined && daemons.has(p.ppid));
}

/** Logs that are absent or cut, in words. */
export function logGaps(evaluation: Evaluation): string[] {
  const { words } = evaluation.facts;
  const cuts = LOG_KINDS.flatMap(({ emitter }) =>
    logsBy(evaluation.snapshot, emitter).flatMap(({ path, value }) =>
      value.bytes === 0
        ? [words.logEmpty(path)]
        : value.cuts.slice(0, 1).map((c) => words.ofLog(path, words.reason(c.text))),
    ),
  );
  const absent = absentLogs(evaluation).map(({ emitter, name, runs, reason }) =>
    words.logAbsent(name, runs === false ? words.doesNotRun(emitter) : words.reason(reason)),
  );
  return [...new Set([...absent, ...cuts])];
}
