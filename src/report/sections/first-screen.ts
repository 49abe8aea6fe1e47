import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { askedRows } from './asked.ts';
import { diagnosisRows } from './diagnosis-rows.ts';
import { formatAmount, formatPercent } from './headroom.ts';
import { bundleLimits } from './limits.ts';
import { nodesRow } from './nodes.ts';
import { type Row, row } from './rows.ts';
import { clockOf, formatMoment } from './times.ts';
import { capital } from './words.ts';

/** What a reader sees without scrolling. */
export interface FirstScreen {
  readonly severity: Report['verdict']['severity'];
  /** The severity, and that as a word; a healthy node has none. */
  readonly level: Report['verdict']['severity'] | 'ok';
  readonly badge: string;
  readonly status: Report['verdict']['status'];
  /** State and verdict in words: `happening now`, `root cause found, confirmed`. */
  readonly tags: readonly string[];
  readonly headline: string;
  readonly summary: string | undefined;
  readonly rows: readonly Row[];
}

export function firstScreen(report: Report): FirstScreen {
  const { verdict } = report;
  const { terms } = wordsOf(report);
  const level = verdict.status === 'healthy' ? 'ok' : verdict.severity;
  const leading = leadingDiagnosis(report);
  const state = answeredDiagnosis(report)?.state.now ?? report.residue[0]?.state;
  const proof =
    leading === undefined ? terms.verdict[verdict.status] : terms.rootCause(terms.confidence[leading.confidence.word]);
  return {
    severity: verdict.severity,
    level,
    badge: terms.badge[level],
    status: verdict.status,
    tags: [...(state === undefined ? [] : [terms.state[state]]), proof],
    headline: verdict.headline,
    summary: leading === undefined || verdict.headline.includes(leading.summary) ? undefined : leading.summary,
    rows: [...askedRows(report), ...nodesRow(report), ...answers(report), ...limitsRow(report)],
  };
}

function limitsRow(report: Report): Row[] {
  const limits = bundleLimits(report);
  const isWhole = report.bundle.complete && report.bundle.collector?.uid === 0;
  const { screen, terms } = wordsOf(report);
  const texts = limits.map((limit) => capital(terms.sentence(limit)));
  return row('limits', screen.label.limits, {
    text: texts.length === 0 ? [screen.noLimits(isWhole, report.coverage.rules.unknown)] : texts,
  });
}

/** The diagnosis that the verdict stands on. */
export function leadingDiagnosis(report: Report): Report['diagnoses'][number] | undefined {
  return report.verdict.status === 'root-cause-found' ? report.diagnoses[0] : undefined;
}

/** The diagnosis that the first screen answers for: also one that explains no outage, where nothing else is found. */
export function answeredDiagnosis(report: Report): Report['diagnoses'][number] | undefined {
  const { verdict, residue, diagnoses } = report;
  return leadingDiagnosis(report) ?? (verdict.status === 'findings' && residue.length === 0 ? diagnoses[0] : undefined);
}

function answers(report: Report): Row[] {
  const answered = answeredDiagnosis(report);
  if (answered !== undefined)
    return [...diagnosisRows(report, answered), ...otherDiagnoses(report, 1), ...unexplainedRow(report)];
  switch (report.verdict.status) {
    case 'healthy':
      return healthyRows(report);
    case 'insufficient-data':
      return [...insufficientRows(report), ...otherDiagnoses(report, 0)];
    default:
      return [...findingRows(report), ...otherDiagnoses(report, 0)];
  }
}

/** A further cause is told by what it found; paths of a volume would fill the screen. */
const MAX_SUMMARY = 140;
const shorten = (text: string): string =>
  text.length <= MAX_SUMMARY ? text : `${text.slice(0, MAX_SUMMARY - 1).trimEnd()}…`;

function otherDiagnoses(report: Report, from: number): Row[] {
  const { screen, terms } = wordsOf(report);
  const further = report.diagnoses.slice(from);
  const others = further.map((d) => {
    const tags = [terms.badge[d.severity], terms.confidence[d.confidence.word], terms.state[d.state.now]];
    const told = screen.otherCause(d.title, tags, d.nodes === undefined ? '' : terms.someOf(d.nodes, 3));
    // Of several, a ticket has room for the names only.
    return further.length > 1 ? told : `${told}${terms.colon}${shorten(d.summary)}`;
  });
  return row('more', from === 0 ? screen.label.causes : screen.label.also, { items: others });
}

/** The first symptoms that the cause does not explain; all of them have a box of their own further down. */
function unexplainedRow(report: Report): Row[] {
  const { residue } = report;
  const words = wordsOf(report);
  const more = residue.length > 2 ? [words.terms.more(String(residue.length - 2))] : [];
  return row('more', words.screen.label.unexplained, { items: [...inStates(residue.slice(0, 2), words), ...more] });
}

/** Each finding with its state. */
const inStates = (findings: Report['findings'], { screen, terms }: Words): string[] =>
  findings.map((f) => screen.inState(f.message, terms.state[f.state]));

function healthyRows(report: Report): Row[] {
  const { rules } = report.coverage;
  const { screen } = wordsOf(report);
  const { label } = screen;
  const checked = screen.checked(rules.clear + rules.ruledOut, rules.unknown, rules.notApplicable);
  return [
    ...row('what', label.checked, { text: [checked] }),
    ...row('since', label.at, { text: collectionTime(report) }),
    ...row('sure', label.notProven, {
      text: report.verdict.reasons.length === 0 ? [] : [screen.onlyTheseWouldShow],
      items: report.verdict.reasons,
    }),
    ...row('more', label.nearest, { text: nearestLimit(report) }),
    ...row('more', label.risks, { items: report.risks.slice(0, 3).map((r) => r.message) }),
    ...restRow(report),
  ];
}

/** Nobody has to ask for it: what would judge the rest of the rules as well. */
function restRow(report: Report): Row[] {
  const { collectNext, collectCommand, rules } = report.coverage;
  const command = collectCommand ?? collectNext[0]?.command;
  if (command === undefined || rules.unknown === 0) return [];
  const { screen } = wordsOf(report);
  return row('ask', screen.label.toAdd, { text: [screen.toJudge(rules.unknown)], command });
}

function collectionTime(report: Report): string[] {
  const { collectedAt } = report.bundle;
  if (collectedAt === undefined) return [];
  const clock = { ...clockOf(report), collectedAt: undefined };
  return [clock.words.screen.collectedAt(formatMoment(collectedAt, clock))];
}

function nearestLimit(report: Report): string[] {
  const [top] = [...report.predictions].sort((a, b) => b.ratio - a.ratio);
  if (top === undefined) return [];
  const { screen, terms } = wordsOf(report);
  const use = terms.ofTotal(formatAmount(top.used, top.unit), formatAmount(top.limit, top.unit));
  const next = capital(terms.sentence(top.next));
  return [[screen.nearest(top.object, use, formatPercent(top.ratio)), next].join(terms.gap)];
}

function insufficientRows(report: Report): Row[] {
  const words = wordsOf(report);
  const { label } = words.screen;
  const excluded = report.ruledOut.map((r) => r.title).slice(0, 6);
  return [
    ...row('what', label.because, { items: report.verdict.reasons }),
    ...askRow(report),
    ...row('hit', label.seen, { items: inStates(unsaid(report).slice(0, 4), words) }),
    ...row('more', label.risks, { items: report.risks.slice(0, 3).map((r) => r.message) }),
    ...row('excluded', label.excluded, { text: excluded.length === 0 ? [] : [words.screen.excluded(excluded)] }),
  ];
}

/** What nothing explains and the headline or its reasons do not say already. */
const unsaid = ({ residue, verdict }: Report): Report['residue'] =>
  residue.filter((f) => !verdict.headline.includes(f.message) && !verdict.reasons.includes(f.message));

function findingRows(report: Report): Row[] {
  const words = wordsOf(report);
  const { label } = words.screen;
  return [
    ...row('what', label.unexplained, { items: inStates(unsaid(report).slice(0, 5), words) }),
    ...row('more', label.risks, { items: report.risks.slice(0, 3).map((r) => r.message) }),
    ...row('sure', label.notProven, { items: report.verdict.reasons }),
    ...askRow(report),
  ];
}

/** The one file to ask for: a run of the collector that brings all that is waited for. */
function askRow(report: Report): Row[] {
  const { collectNext, collectCommand } = report.coverage;
  const next = collectNext[0];
  if (next === undefined) return [];
  const command = collectCommand ?? next.command;
  const { screen, terms } = wordsOf(report);
  return row('ask', screen.label.ask, { text: [screen.askFor(next.source, terms.sentence(next.why))], command });
}
