import type { FactContext } from './fact.ts';
import { loudest, occurrencesInEveryLog, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

/** What ext4 says of an error in its daily notice: when it happened by the wall clock, and where in the kernel. */
export interface RememberedError {
  readonly epochSeconds: number;
  readonly function: string;
  readonly line: number;
}

/** The messages of the kernel about one device with ext4. */
export interface Ext4Messages {
  /** Reads and writes that failed. */
  readonly io: ResolvedOccurrence[];
  readonly aborted: ResolvedOccurrence[];
  readonly remounted: ResolvedOccurrence[];
  /** Structures that contradict each other. */
  readonly damaged: ResolvedOccurrence[];
  /** Errors of every kind: damaged structures, and what follows an aborted journal. */
  readonly errors: ResolvedOccurrence[];
  /** The notices that are printed every day as long as the superblock remembers an error. */
  readonly notices: ResolvedOccurrence[];
  count?: number;
  first?: RememberedError;
  last?: RememberedError;
}

/**
 * Messages about ext4 file systems by the name of their device, as the kernel prints it. A name goes to the next disk, so
 * what was said of the file system that was unmounted, or of the one before the last mount, is not said of this one.
 */
export const ext4Messages = (context: FactContext): ReadonlyMap<string, Ext4Messages> => context.once(group);

function group(context: FactContext): Map<string, Ext4Messages> {
  const found = new Map<string, Ext4Messages>();
  const of = (device: string): Ext4Messages => {
    const known = found.get(device) ?? { io: [], damaged: [], aborted: [], remounted: [], errors: [], notices: [] };
    found.set(device, known);
    return known;
  };
  const renewals = lastRenewals(context);
  const each = (name: string, add: (messages: Ext4Messages, o: ResolvedOccurrence) => void): void => {
    for (const o of occurrencesOf(context, name)) {
      const device = o.captures.device ?? o.captures.journal?.replace(/-\d{1,10}$/, '');
      if (device === undefined) continue;
      const current = sinceRenewal(o, renewals.get(`${o.series.path} ${device}`));
      if (current !== undefined) add(of(device), current);
    }
  };
  each('ext4_io_error', (m, o) => m.io.push(o));
  each('ext4_journal_aborted', (m, o) => m.aborted.push(o));
  each('ext4_remounted_read_only', (m, o) => m.remounted.push(o));
  each('ext4_damaged', (m, o) => m.damaged.push(o));
  each('ext4_error', (m, o) => m.errors.push(o));
  each('ext4_errors_counted', (m, o) => {
    m.notices.push(o);
    m.count = Math.max(m.count ?? 0, Number(o.captures.count));
  });
  each('ext4_error_remembered', remember);
  return found;
}

/** The superblock of a disk that is gone is still written after the line about its unmounting. */
const LAST_WRITES = 60;

/** From when on lines are about what each device holds now, by log and device: only times of one log can be compared. */
function lastRenewals(context: FactContext): Map<string, number> {
  const renewals = new Map<string, { at: number; from: number }>();
  for (const { series, captures, last: at } of occurrencesInEveryLog(context, 'ext4_mounted')) {
    if (at === undefined) continue;
    const key = `${series.path} ${captures.device}`;
    const known = renewals.get(key);
    const from = captures.event === 'unmounting' ? at + LAST_WRITES : at;
    if (known === undefined || at >= known.at) renewals.set(key, { at, from });
  }
  return new Map([...renewals].map(([key, { from }]) => [key, from]));
}

/** The part of equal lines that is of the file system of now; how many of them are is not known. */
function sinceRenewal(o: ResolvedOccurrence, renewal: number | undefined): ResolvedOccurrence | undefined {
  if (renewal === undefined || o.first === undefined || o.last === undefined || o.first > renewal) return o;
  return o.last > renewal ? { ...o, first: renewal, firstIsOnset: false } : undefined;
}

/** Notices of several days tell the same first error and later and later last ones. */
function remember(messages: Ext4Messages, o: ResolvedOccurrence): void {
  const { which, epoch, function: name = '', line } = o.captures;
  const error = { epochSeconds: Number(epoch), function: name, line: Number(line) };
  messages.notices.push(o);
  const { first, last } = messages;
  if (which === 'initial' && (first === undefined || error.epochSeconds < first.epochSeconds)) messages.first = error;
  if (which === 'last' && (last === undefined || error.epochSeconds > last.epochSeconds)) messages.last = error;
}

/** Lines that say it. */
export const linesOf = loudest;
