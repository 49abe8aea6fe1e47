import { findObject } from './about-object.ts';
import type { AskedObject } from './asked-object.ts';
import type { Diagnosis, DiagnosisResult } from './diagnosis/diagnose.ts';
import type { FindingNode } from './diagnosis/graph.ts';
import type { Moments } from './diagnosis/timing.ts';
import { formatTime } from './lib/time.ts';
import type { Report } from './report/model.ts';
import { type Analysed, answerSymptom } from './said-text.ts';

/** What the user asks about the bundle. None of it changes what is found or what is a root, only what is said first. */
export interface Asked {
  /** The text of an error that somebody met. */
  readonly symptom?: string;
  readonly about?: AskedObject;
  /** Epoch seconds. */
  readonly at?: number;
}

/** The answers, and the order that they give to what was found. */
export interface Answered {
  /** The same diagnoses, those that the question is about first. */
  readonly found: DiagnosisResult;
  /** The report with the answers, and its findings in the same order. */
  readonly place: (report: Report) => Report;
}

/** An hour before and after count as near: clocks differ, and a fault is met some time after it began. */
export const NEAR_SECONDS = 3_600;
const MAX_NAMED = 8;

type Answers = NonNullable<Report['asked']>;

export function answerAsked(asked: Asked, analysed: Analysed): Answered {
  const { found, evaluation } = analysed;
  const symptom = asked.symptom === undefined ? undefined : answerSymptom(asked.symptom, analysed);
  const object = asked.about === undefined ? undefined : findObject(asked.about, evaluation);
  const rankOf = (node: FindingNode): number =>
    (object === undefined || object.touches(node) ? 0 : 2) +
    (asked.at === undefined || isNear(node, asked.at, analysed.moments) ? 0 : 1);
  const isExplaining = new Set(symptom?.causes.map(({ id }) => id));
  const rankOfAll = (nodes: readonly FindingNode[], id: string): number =>
    Math.min(...nodes.map(rankOf)) + (isExplaining.size === 0 || isExplaining.has(id) ? 0 : 4);
  const sorted = [...found.diagnoses].sort(
    (a, b) => rankOfAll(a.nodes, a.root.rule.id) - rankOfAll(b.nodes, b.root.rule.id),
  );
  const diagnoses = withLeadingFirst(sorted, analysed);
  return {
    found: { ...found, diagnoses },
    place: (report) => ({
      ...report,
      ...sortFindings(report, found.graph.nodes, rankOf),
      asked: {
        ...(symptom === undefined ? {} : { symptom }),
        ...(asked.about === undefined || object === undefined
          ? {}
          : { about: answerAbout(asked.about, object, found) }),
        ...(asked.at === undefined ? {} : { at: answerAt(asked.at, analysed, report) }),
      },
    }),
  };
}

/**
 * A question must not turn the verdict into a milder one: first stays a cause that the verdict can stand on, of the severity
 * that it has without the question.
 */
function withLeadingFirst(sorted: readonly Diagnosis[], { found, canLead }: Analysed): Diagnosis[] {
  const top = found.diagnoses.find(canLead);
  const first = sorted.find((diagnosis) => canLead(diagnosis) && diagnosis.severity === top?.severity);
  return first === undefined ? [...sorted] : [first, ...sorted.filter((diagnosis) => diagnosis !== first)];
}

/** Findings in the order of the question; what ranks alike keeps its order. */
function sortFindings(
  report: Report,
  nodes: readonly FindingNode[],
  rankOf: (node: FindingNode) => number,
): Pick<Report, 'findings' | 'residue' | 'risks'> {
  const ranks = new Map<string, number>();
  for (const node of nodes) ranks.set(node.rule.id, Math.min(ranks.get(node.rule.id) ?? Infinity, rankOf(node)));
  const sorted = (list: Report['findings']): Report['findings'] =>
    [...list].sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0));
  return { findings: sorted(report.findings), residue: sorted(report.residue), risks: sorted(report.risks) };
}

function answerAbout(
  { kind, name }: AskedObject,
  { isKnown, isNode, touches }: ReturnType<typeof findObject>,
  { diagnoses, graph }: DiagnosisResult,
): NonNullable<Answers['about']> {
  const named = (nodes: readonly FindingNode[]): { id: string; title: string }[] => [
    ...new Map(nodes.map(({ rule }) => [rule.id, { id: rule.id, title: rule.title }])).values(),
  ];
  return {
    object: `${kind} ${name}`,
    isKnown,
    isNode,
    causes: named(diagnoses.filter(({ nodes }) => nodes.some(touches)).map(({ root }) => root)).slice(0, MAX_NAMED),
    findings: named(graph.nodes.filter(touches)).slice(0, MAX_NAMED),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When a finding held, as far as it is known: what holds at collection is known to hold until then. */
function spanOf({ timing }: FindingNode, { collectedAt = Infinity }: Moments): Span | undefined {
  const { onset, lastSeen, now } = timing;
  const from = onset.quality === 'not_after' ? -Infinity : onset.time;
  const to = now === 'active' ? collectedAt : (lastSeen ?? onset.time);
  return to === undefined ? undefined : { from: from ?? to, to };
}

function isNear(node: FindingNode, at: number, moments: Moments): boolean {
  const span = spanOf(node, moments);
  return span !== undefined && span.from - NEAR_SECONDS <= at && at <= span.to + NEAR_SECONDS;
}

function answerAt(at: number, { found, moments }: Analysed, { timeline }: Report): NonNullable<Answers['at']> {
  const near = new Map<string, { id: string; title: string }>();
  const ended = new Map<string, { id: string; title: string; lastSeen: string }>();
  for (const node of found.graph.nodes) {
    const { id, title } = node.rule;
    const span = spanOf(node, moments);
    if (isNear(node, at, moments)) near.set(id, { id, title });
    else if (span !== undefined && span.to < at && node.timing.now !== 'active')
      ended.set(id, { id, title, lastSeen: formatTime(span.to) });
  }
  for (const id of near.keys()) ended.delete(id);
  const events = timeline.filter(({ time }) => Math.abs(Date.parse(time) / 1000 - at) <= NEAR_SECONDS);
  return {
    time: formatTime(at),
    withinSeconds: NEAR_SECONDS,
    isAfterCollection: moments.collectedAt !== undefined && at > moments.collectedAt,
    near: [...near.values()].slice(0, MAX_NAMED),
    ended: [...ended.values()].slice(0, MAX_NAMED),
    events: events.slice(0, MAX_NAMED).map(({ time, text }) => ({ time, text })),
  };
}
