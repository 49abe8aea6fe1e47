import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import type { Change } from '../model-changes.ts';
import { wordsOf } from '../words/words.ts';
import { type Clock, clockOf, epochOf, formatNodeTime, formatRelative, formatUtc } from './times.ts';

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
  /** What the times of the rows are counted from. */
  readonly countedFrom: string;
  readonly rows: readonly ChangeRow[];
  readonly left: string | undefined;
  /** What cannot be told, and why. */
  readonly missing: string | undefined;
  /** There is something to say: changes, or what is missing to tell them. */
  readonly known: boolean;
}

/** Containers come and go with every rollout: they are suspects after all others. */
const COMMONPLACE = new Set(['container', 'image']);

export function changesSection(report: Report, zone: string | undefined): ChangesSection {
  const { changes } = report;
  const clock = clockOf(report);
  const { fromCollection } = clock.words.page;
  if (changes === undefined)
    return { zone, countedFrom: fromCollection, rows: [], left: undefined, missing: undefined, known: false };
  const { tables, terms } = clock.words;
  const missing = changes.missing.map((m) => tables.reasonOf(m.source, m.reason));
  return {
    zone,
    countedFrom: changes.list.some((c) => c.beforeOnset !== undefined) ? tables.fromFirstSign : fromCollection,
    rows: changes.list.map((change) => rowOf(change, clock)),
    left: changes.left === 0 ? undefined : tables.moreChanges(formatCount(changes.left)),
    missing: missing.length === 0 ? undefined : tables.cannotBeTold(missing.join(terms.semicolon)),
    known: changes.list.length > 0 || missing.length > 0,
  };
}

function rowOf(change: Change, clock: Clock): ChangeRow {
  const { kind, what, time, source, node } = change;
  const { tables, terms } = clock.words;
  return {
    utc: time === undefined ? terms.notKnown : formatUtc(time).replace(/ UTC$/, ''),
    node: time === undefined ? undefined : formatNodeTime(time, clock)?.replace(/ [+-]\d\d:\d\d$/, ''),
    relative: alignment(change, clock),
    kind: tables.change[kind] ?? kind,
    what: node === undefined ? what : tables.ofNode(node, what),
    source,
  };
}

function alignment({ time, beforeOnset }: Change, clock: Clock): string {
  if (time === undefined) return '';
  if (beforeOnset === undefined) return formatRelative(time, clock) ?? '';
  const { tables } = clock.words;
  return beforeOnset >= 0
    ? tables.beforeFirstSign(formatDuration(beforeOnset))
    : tables.afterFirstSign(formatDuration(-beforeOnset));
}

/** Changes this long before the first sign are worth a line of the first screen whatever they are. */
const JUST_BEFORE = 900;

/** What was changed just before the first sign, the nearest first; and where nobody can know, that. */
export function changesBefore(report: Report, { summary, entities, state }: ReportDiagnosis): string {
  const { changes, bundle } = report;
  const { screen } = wordsOf(report);
  if (changes === undefined) return '';
  // What was so when the record begins began before: a change before that may have come before it.
  const seen = epochOf(state.since.time ?? bundle.collectedAt);
  const beforeSeen = ({ time, beforeOnset }: Change): number | undefined => {
    const at = epochOf(time);
    return beforeOnset ?? (seen === undefined || at === undefined ? undefined : seen - at);
  };
  const isSuspect = ({ kind, what, beforeOnset = Infinity }: Change): boolean =>
    !COMMONPLACE.has(kind) ||
    beforeOnset <= JUST_BEFORE ||
    [summary, ...entities].some((t) => t.includes(nameIn(what)));
  const before = changes.list
    .map((change) => ({ ...change, gap: beforeSeen(change) ?? -Infinity }))
    .filter(({ gap, uncertaintySeconds }) => gap > -uncertaintySeconds)
    .filter(isSuspect)
    .sort((a, b) => a.gap - b.gap);
  const byHand = changes.list.filter((c) => c.kind === 'sysctl_drift').map(({ what }) => what);
  const told = [
    ...before.slice(0, 2).map(({ what, gap }) => {
      const lapse = formatDuration(Math.max(0, gap));
      if (state.since.time === undefined) return screen.changeBeforeCollection(what, lapse);
      return state.since.quality === 'exact' ? screen.changeBefore(what, lapse) : screen.changeBeforeSeen(what, lapse);
    }),
    ...byHand.slice(0, 1),
  ];
  if (told.length > 0) return screen.changed(told);
  const lacking = new Set(changes.missing.map((m) => m.source));
  const tells = ['package_history', 'file_list'].filter((source) => !lacking.has(source));
  return tells.length === 0 ? screen.changesNotKnown : screen.noChange;
}

/** `shop/cart-1` of `pod shop/cart-1 created, 3 containers`. */
const nameIn = (what: string): string => what.replace(/^pod /, '').replace(/ created.*$/s, '');
