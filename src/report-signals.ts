import type { Evaluation } from './analysis.ts';
import { placeLogTime } from './facts/log-times.ts';
import { groupBy } from './lib/group-by.ts';
import { formatTime } from './lib/time.ts';
import type { Report, ReportSignal } from './report/model.ts';
import type { Flood, LogMatch } from './signatures/signature.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

const MAX_SIGNALS = 8;
const MAX_COUNTS = 180;
const STEPS = [60, 300, 900, 3600, 14_400, 86_400, 604_800];

type Log = Snapshot['logs'][number];

interface Candidate {
  readonly group: string;
  readonly log: Log;
  readonly matches: readonly LogMatch[];
  readonly findings: readonly string[];
  readonly lines: number;
}

/**
 * The log patterns that the findings of a report cite, as counts over time: those of the leading diagnosis first, each from
 * the log that tells most of it. Pure.
 */
export function signalsOf({ snapshot, facts }: Evaluation, report: Report): ReportSignal[] {
  const groupOf = new Map(facts.signatures.map((s) => [s.id, s.group]));
  const cited = citedPlaces(report);
  const candidates = snapshot.logs.flatMap((log) =>
    [...groupBy(log.value.matches, (m) => groupOf.get(m.signature) ?? '')].flatMap(([group, matches]) => {
      const findings = findingsOf(log, matches, cited);
      return findings.length === 0 ? [] : [{ group, log, matches, findings, lines: linesOf(log, matches) }];
    }),
  );
  const rank = new Map([...cited.values()].flat().map((id, index) => [id, index]));
  const rankOf = (c: { readonly findings: readonly string[] }): number =>
    Math.min(...c.findings.map((id) => rank.get(id) ?? Number.MAX_SAFE_INTEGER));
  return loudestOfGroup(candidates)
    .sort((a, b) => rankOf(a) - rankOf(b) || b.lines - a.lines || (a.group < b.group ? -1 : 1))
    .filter(tellsMore())
    .flatMap((candidate) => describe(candidate, facts))
    .slice(0, MAX_SIGNALS);
}

/** One fault writes many messages; the first pattern of a finding is enough. */
function tellsMore(): (candidate: Candidate) => boolean {
  const told = new Set<string>();
  return ({ findings }) => {
    const isNew = findings.some((id) => !told.has(id));
    for (const id of findings) told.add(id);
    return isNew;
  };
}

/** Every place that a finding cites, with the rules that do; those of the chain of the first cause come first. */
function citedPlaces(report: Report): Map<string, string[]> {
  const chain = report.diagnoses.flatMap((d) => [d.id, ...d.chain.map((edge) => edge.to)]);
  const order = new Map([...new Set(chain)].map((id, index) => [id, index]));
  const places = new Map<string, string[]>();
  const findings = [...report.findings].sort(
    (a, b) => (order.get(a.id) ?? chain.length) - (order.get(b.id) ?? chain.length),
  );
  for (const { id, evidence } of findings) {
    for (const { path, line } of evidence) {
      const key = `${path}:${line ?? ''}`;
      places.set(key, [...(places.get(key) ?? []), id]);
    }
  }
  return places;
}

function findingsOf(log: Log, matches: readonly LogMatch[], cited: ReadonlyMap<string, string[]>): string[] {
  const found = new Set<string>();
  for (const match of matches) {
    const lines = [...match.samples, ...match.occurrences.map((o) => o.sample)];
    for (const { line } of lines) for (const id of cited.get(`${log.path}:${line}`) ?? []) found.add(id);
  }
  return [...found];
}

/** An event that several logs tell of is one signal. */
function loudestOfGroup(candidates: readonly Candidate[]): Candidate[] {
  return [...groupBy(candidates, (c) => c.group).values()].map((same) => {
    const loudest = same.reduce((a, b) => (b.lines > a.lines ? b : a));
    return { ...loudest, findings: [...new Set(same.flatMap((c) => c.findings))] };
  });
}

/** Floods that the collector counted and thinned tell more than the lines that are left of them. */
function floodsOf(log: Log, matches: readonly LogMatch[]): readonly Flood[] {
  const likes = new Set(matches.flatMap((m) => m.likes ?? []));
  return (log.value.floods ?? []).filter((flood) => likes.has(flood.like));
}

function linesOf(log: Log, matches: readonly LogMatch[]): number {
  const counted = floodsOf(log, matches).reduce((sum, flood) => sum + flood.lines, 0);
  return Math.max(
    counted,
    matches.reduce((sum, match) => sum + match.count, 0),
  );
}

function describe(candidate: Candidate, facts: Evaluation['facts']): ReportSignal[] {
  const { log, matches } = candidate;
  const place = (seconds: number, axis: LogMatch['first']) =>
    axis === undefined ? undefined : placeLogTime({ ...axis, seconds }, log, facts);
  const minutes = minutesOf(candidate, place);
  const [from, to] = [log.value.first, log.value.last].map((t) => placeLogTime(t, log, facts)?.time);
  const ends = matches.flatMap((m) => [m.first, m.last]).map((t) => placeLogTime(t, log, facts));
  const times = ends.flatMap((t) => (t === undefined ? [] : [t.time]));
  const peak = [...minutes].reduce<[number, number]>((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  if (minutes.size === 0 || times.length === 0) return [];
  const quiet = quietMinute(minutes, peak[0], from);
  const isCut = log.value.cuts.some((cut) => cut.kind !== 'long_lines');
  return [
    {
      id: candidate.group,
      findings: [...candidate.findings],
      emitter: log.value.emitter,
      path: log.path,
      lines: candidate.lines,
      atLeast: isCut,
      first: formatTime(Math.min(...times)),
      last: formatTime(Math.max(...times)),
      ...(from === undefined ? {} : { logFrom: formatTime(from) }),
      ...(to === undefined ? {} : { logTo: formatTime(to) }),
      uncertaintySeconds: Math.round(Math.max(...ends.map((t) => t?.uncertainty ?? 0))),
      peak: { time: formatTime(peak[0]), lines: peak[1] },
      ...(quiet === undefined ? {} : { quiet: formatTime(quiet) }),
      ...binned(minutes),
    },
  ];
}

/** Lines of each minute in epoch seconds, in order. */
function minutesOf(
  { log, matches }: Candidate,
  place: (seconds: number, axis: LogMatch['first']) => { readonly time: number } | undefined,
): Map<number, number> {
  const minutes = new Map<number, number>();
  const floods = floodsOf(log, matches);
  const counted = floods.length > 0 ? floods : matches;
  for (const { first, perMinute } of counted) {
    for (const [minute, lines] of perMinute) {
      const at = place(minute * 60, first)?.time;
      if (at === undefined) continue;
      const begin = Math.floor(at / 60) * 60;
      minutes.set(begin, (minutes.get(begin) ?? 0) + lines);
    }
  }
  return new Map([...minutes].sort(([a], [b]) => a - b));
}

/** So long without a line is a silence: before it was something else. */
const SILENCE = 600;

/** The last minute of the silence before the busiest minute, as far as the log reaches. */
function quietMinute(minutes: ReadonlyMap<number, number>, peak: number, from: number | undefined): number | undefined {
  let begin = peak;
  for (const minute of [...minutes.keys()].reverse()) if (minute < begin && begin - minute <= SILENCE) begin = minute;
  const quiet = begin - 60;
  return from !== undefined && quiet >= from ? quiet : undefined;
}

function binned(minutes: ReadonlyMap<number, number>): Pick<ReportSignal, 'step' | 'counts'> {
  const starts = [...minutes.keys()];
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  const step = STEPS.find((size) => span / size < MAX_COUNTS && countAt(starts, size) <= MAX_COUNTS) ?? 604_800;
  const counts = new Map<number, number>();
  for (const [minute, lines] of minutes) {
    const begin = Math.floor(minute / step) * step;
    counts.set(begin, (counts.get(begin) ?? 0) + lines);
  }
  return { step, counts: [...counts].slice(-MAX_COUNTS) };
}

const countAt = (starts: readonly number[], step: number): number =>
  new Set(starts.map((start) => Math.floor(start / step))).size;
