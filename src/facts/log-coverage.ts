import type { Emitter, Log, Signature } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import type { FactContext, MissingReason } from './fact.ts';
import { mayBeLeftOut } from './left-out-lines.ts';
import { processes } from './processes.ts';

/** Whether the logs that would hold a message are there and whole. */
export interface LogCoverage {
  /** At least one log that would hold the message was read. */
  readonly present: boolean;
  /** Why absence of the message proves nothing; empty when it does. */
  readonly reasons: readonly MissingReason[];
}

/** A log of the boot before, or what a crash left of it: nothing in it tells of this boot. */
export const isPreviousBoot = (log: Document<Log>): boolean => log.params.boot === 'previous';

/** Why there may be more in the logs of the node than was read. */
export function unreadLogs(context: FactContext): MissingReason[] {
  const { gaps, logs } = context.snapshot;
  const unread = gaps.filter((g) => g.source === 'log' && (logs.length === 0 || g.status !== 'missing'));
  if (unread.length > 0 || logs.length > 0) return unread.map(({ source, reason }) => ({ source, reason }));
  return [{ source: 'log', reason: 'no log in this bundle' }];
}

/**
 * Judges the logs of some emitters; a mixed log such as /var/log/messages counts for each of them. What pods print, and
 * the boot before, prove nothing by their silence and lack nothing.
 */
export function logCoverage(
  context: FactContext,
  emitters: readonly Emitter[],
  { sought, repeats }: Sought = {},
): LogCoverage {
  const named = emitters.filter((e) => e !== 'any');
  // A wording that anyone may quote can stand in any log.
  const anywhere = emitters.includes('any') || named.length === 0;
  const relevant = context.snapshot.logs.filter((log) => {
    const { emitter } = log.value;
    if (emitter === 'other' || isPreviousBoot(log)) return false;
    return anywhere || emitter === 'any' || named.includes(emitter);
  });
  if (relevant.length === 0) {
    const whose = named.length === 0 ? 'log' : `log of ${named.join(', ')}`;
    const gap = context.snapshot.gaps.find((g) => g.source === 'log');
    return { present: false, reasons: [{ source: 'log', reason: gap?.reason ?? `no ${whose} in this bundle` }] };
  }
  const cut = relevant.flatMap(({ path, value }) => {
    if (value.bytes === 0) return [`${path} is empty`];
    const cuts = value.cuts.filter((c) => {
      if (c.kind === 'thinned') return sought === undefined || mayBeLeftOut(value, sought);
      return c.kind !== 'tail_only' || repeats === undefined || spanOf(value) < repeats;
    });
    return cuts.slice(0, 1).map((c) => `${path}: ${c.text}`);
  });
  const silent = running(context, named)
    .filter((emitter) => !relevant.some(({ value }) => value.emitter === 'any' || value.emitter === emitter))
    .map((emitter) => `${emitter} runs, and no log of it is in this bundle`);
  return { present: true, reasons: [...cut, ...silent].map((reason) => ({ source: 'log', reason })) };
}

/** What is looked for, so that a cut matters only if it may have taken such lines. */
export interface Sought {
  /** Repeated lines that were left out are others than these, or may be these. */
  readonly sought?: readonly Signature[];
  /** While its state lasts the message comes again in so many seconds: the end of a log is enough to know of it. */
  readonly repeats?: number;
}

const spanOf = ({ first, last }: Log): number =>
  first === undefined || last === undefined || first.axis !== last.axis ? 0 : last.seconds - first.seconds;

/** Emitters that are processes of their own; a runtime that does not run on this node needs no log. */
const DAEMONS: readonly Emitter[] = ['kubelet', 'dockerd', 'containerd', 'crio'];

function running(context: FactContext, emitters: readonly Emitter[]): Emitter[] {
  const comms = context.once(runningPrograms);
  return emitters.filter((emitter) => DAEMONS.includes(emitter) && comms.has(emitter));
}

function runningPrograms(context: FactContext): ReadonlySet<string> {
  const found = context.get(processes);
  return new Set(found.known ? found.value.map((p) => p.comm) : []);
}
