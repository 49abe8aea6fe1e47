import { formatCount } from '../../lib/text.ts';
import { formatTime } from '../../lib/time.ts';
import { type LaneChart, type LaneInput, type LaneWindow, layoutLanes } from '../charts/lanes.ts';
import { layoutSpans, type SpanChart } from '../charts/spans.ts';
import type { Report, ReportSignal } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { epochOf, formatUtc } from './times.ts';

const MAX_ROWS = 16;

/** When each finding was first and last seen; nothing where a table of two lines says it all. */
export function findingSpans(report: Report): SpanChart | undefined {
  const end = epochOf(report.bundle.collectedAt);
  if (end === undefined || report.nodes !== undefined) return undefined;
  const rows = report.timeline
    .filter((event) => event.kind === 'onset' || event.kind === 'change')
    .flatMap((event) => {
      const first = epochOf(event.time);
      const finding = report.findings.find((f) => f.id === event.id);
      if (first === undefined || first > end || (finding === undefined && event.kind === 'onset')) return [];
      const last = Math.max(first, Math.min(end, epochOf(finding?.lastSeen) ?? first));
      const mayBeOlder = event.quality !== 'exact';
      return [
        {
          title: finding?.title ?? event.text,
          times: timesOf(first, last, mayBeOlder),
          first,
          last,
          mayBeOlder,
          uncertainty: event.uncertaintySeconds,
        },
      ];
    });
  const { page, tables } = wordsOf(report);
  return rows.length < 2
    ? undefined
    : layoutSpans(rows.slice(0, MAX_ROWS), end, { age: tables.age, collected: page.collected });
}

/** `≤ 2024-04-12 05:29:19 UTC – 2024-04-12 07:29:03 UTC`, with the sign of the table for what may be older. */
function timesOf(first: number, last: number, mayBeOlder: boolean): string {
  const from = `${mayBeOlder ? '≤ ' : ''}${formatUtc(formatTime(first))}`;
  return last === first ? from : `${from} – ${formatUtc(formatTime(last))}`;
}

/** Lines per minute of the logs that tell of the fault, and in words what lies outside of the picture. */
export interface SignalLanes extends LaneChart {
  /** Which time they show. */
  readonly range: string;
  readonly notes: readonly string[];
}

export function signalLanes(report: Report): SignalLanes | undefined {
  const words = wordsOf(report);
  const signals = titled(report);
  const window = windowOf(report, signals);
  if (window === undefined) return undefined;
  const shown = signals.filter((signal) => hasCurve(signal, window));
  if (shown.length === 0) return undefined;
  return {
    ...layoutLanes(
      shown.map((signal) => laneOf(signal, window, words)),
      window,
      { rate: words.tables.rate, collected: words.page.collected },
    ),
    range: words.tables.range(formatUtc(formatTime(window.from)), formatUtc(formatTime(window.to))),
    notes: [
      ...shown.map((signal) => curveNote(signal, words)),
      ...signals.filter((s) => !shown.includes(s)).map((signal) => outsideNote(signal, words)),
    ],
  };
}

type Signal = ReportSignal & { readonly title: string };

/** Each signal by the finding that no signal before it tells of. */
function titled({ signals = [], findings }: Report): Signal[] {
  const told = new Set<string>();
  return signals.map((signal) => {
    const id = signal.findings.find((one) => !told.has(one)) ?? signal.findings[0] ?? '';
    for (const one of signal.findings) told.add(one);
    return { ...signal, title: findings.find((f) => f.id === id)?.title ?? signal.id.replaceAll('_', ' ') };
  });
}

/** A signal of fewer lines is no curve. */
const WORTH_DRAWING = 10;

/** Around the first signal that has a curve, with some of the time before it and up to the collection where that is near. */
function windowOf(report: Report, signals: readonly Signal[]): LaneWindow | undefined {
  const lead = signals.find((s) => s.lines >= WORTH_DRAWING);
  const [first, last] = [epochOf(lead?.first), epochOf(lead?.last)];
  if (first === undefined || last === undefined) return undefined;
  const span = Math.max(last - first, 600);
  const end = epochOf(report.bundle.collectedAt) ?? last;
  const to = end >= last && end - last < span + 3600 ? end : last + span * 0.1;
  return { from: first - Math.max(600, span * 0.15), to: Math.max(to, last + 60), end };
}

const MIN_LINES = 3;

/** Bars that are wider than a sixth of the picture would say nothing about time. */
function hasCurve(signal: Signal, window: LaneWindow): boolean {
  return signal.step * 6 <= window.to - window.from && linesIn(signal, window) >= MIN_LINES;
}

function linesIn({ counts, step }: Signal, { from, to }: LaneWindow): number {
  return counts.reduce((sum, [at, lines]) => (at + step > from && at <= to ? sum + lines : sum), 0);
}

function laneOf(signal: Signal, window: LaneWindow, { tables }: Words): LaneInput {
  const lines = linesIn(signal, window);
  const counted = tables.lines(signal.lines, signal.atLeast, lines);
  return {
    title: signal.title,
    note: tables.linesOf(fileOf(signal.path), counted),
    step: signal.step,
    counts: signal.counts,
    from: epochOf(signal.logFrom),
    quiet: epochOf(signal.quiet),
  };
}

const fileOf = (path: string): string => path.split('/').slice(-2).join('/');

function curveNote({ title, path, peak, quiet }: Signal, { tables, terms }: Words): string {
  const begin = quiet === undefined ? tables.soFromBegin(path) : tables.quietUntil(formatUtc(quiet));
  return terms.sentence(tables.curve(title, begin, formatUtc(peak.time), formatCount(peak.lines)));
}

function outsideNote({ title, path, lines, first, last }: Signal, { tables, terms }: Words): string {
  return terms.sentence(tables.outside(title, lines, path, formatUtc(first), formatUtc(last)));
}
