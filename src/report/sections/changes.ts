import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import type { Change } from '../model-changes.ts';
import { type Clock, clockOf, formatNodeTime, formatRelative, formatUtc } from './times.ts';

/** One change as a row of the table prints it. */
export interface ChangeRow {
  readonly utc: string;
  readonly node: string | undefined;
  /** `12m before the first sign`, or before the collection. */
  readonly relative: string;
  readonly kind: string;
  readonly what: string;
  readonly source: string | undefined;
}

export interface ChangesSection {
  /** `Node (+08:00)` when the node's zone is known and is not UTC. */
  readonly zone: string | undefined;
  readonly rows: readonly ChangeRow[];
  readonly left: string | undefined;
  /** What cannot be told, and why. */
  readonly missing: string | undefined;
  /** There is something to say: changes, or what is missing to tell them. */
  readonly known: boolean;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  package: 'package',
  configuration: 'configuration',
  boot: 'boot',
  daemon_start: 'daemon started',
  container: 'container',
  image: 'image',
  sysctl_drift: 'set by hand',
  kernel: 'kernel',
  daemon_outdated: 'old program runs',
};

/** Containers come and go with every rollout: they are suspects after all others. */
const COMMONPLACE = new Set(['container', 'image']);

export function changesSection(report: Report, zone: string | undefined): ChangesSection {
  const { changes } = report;
  if (changes === undefined) return { zone, rows: [], left: undefined, missing: undefined, known: false };
  const clock = clockOf(report);
  const missing = changes.missing.map((m) => `${m.source} (${m.reason})`);
  return {
    zone,
    rows: changes.list.map((change) => rowOf(change, clock)),
    left: changes.left === 0 ? undefined : `and ${formatCount(changes.left)} more of the same kinds`,
    missing: missing.length === 0 ? undefined : missing.join('; '),
    known: changes.list.length > 0 || missing.length > 0,
  };
}

function rowOf(change: Change, clock: Clock): ChangeRow {
  const { kind, what, time, source, node } = change;
  return {
    utc: time === undefined ? 'not known' : formatUtc(time).replace(/ UTC$/, ''),
    node: time === undefined ? undefined : formatNodeTime(time, clock)?.replace(/ [+-]\d\d:\d\d$/, ''),
    relative: alignment(change, clock),
    kind: KIND_WORDS[kind] ?? kind,
    what: node === undefined ? what : `${node}: ${what}`,
    source,
  };
}

function alignment({ time, beforeOnset }: Change, clock: Clock): string {
  if (time === undefined) return '';
  if (beforeOnset === undefined) return formatRelative(time, clock) ?? '';
  return beforeOnset >= 0
    ? `${formatDuration(beforeOnset)} before the first sign`
    : `${formatDuration(-beforeOnset)} after the first sign`;
}

/** Changes this long before the first sign are worth a line of the first screen whatever they are. */
const JUST_BEFORE = 900;

/** What was changed just before the first sign, the nearest first; and where nobody can know, that. */
export function changesBefore({ changes }: Report, { summary, entities }: ReportDiagnosis): string {
  if (changes === undefined) return '';
  const isSuspect = ({ kind, what, beforeOnset = Infinity }: Change): boolean =>
    !COMMONPLACE.has(kind) ||
    beforeOnset <= JUST_BEFORE ||
    [summary, ...entities].some((t) => t.includes(nameIn(what)));
  const before = changes.list
    .filter(({ beforeOnset, uncertaintySeconds }) => beforeOnset !== undefined && beforeOnset > -uncertaintySeconds)
    .filter(isSuspect)
    .sort((a, b) => (a.beforeOnset ?? 0) - (b.beforeOnset ?? 0));
  const byHand = changes.list.filter((c) => c.kind === 'sysctl_drift').map(({ what }) => what);
  const told = [
    ...before.slice(0, 2).map((c) => `${c.what}, ${formatDuration(Math.max(0, c.beforeOnset ?? 0))} before it`),
    ...byHand.slice(0, 1),
  ];
  if (told.length > 0) return `Changed: ${told.join('; ')}.`;
  const lacking = new Set(changes.missing.map((m) => m.source));
  const tells = ['package_history', 'file_list'].filter((source) => !lacking.has(source));
  return tells.length === 0
    ? 'What changed before it is not in this bundle.'
    : 'No change was recorded in the 72 hours before it.';
}

/** `shop/cart-1` of `pod shop/cart-1 created, 3 containers`. */
const nameIn = (what: string): string => what.replace(/^pod /, '').replace(/ created.*$/s, '');
