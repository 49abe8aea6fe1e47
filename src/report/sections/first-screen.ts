import { formatCount, plural } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { askedRows } from './asked.ts';
import { diagnosisRows } from './diagnosis-rows.ts';
import { formatAmount, formatPercent } from './headroom.ts';
import { bundleLimits } from './limits.ts';
import { nodesRow } from './nodes.ts';
import { type Row, row } from './rows.ts';
import { clockOf, formatMoment } from './times.ts';
import { capital, STATE_WORDS, sentence, someOf, VERDICT_WORDS } from './words.ts';

/** What a reader sees without scrolling. */
export interface FirstScreen {
  readonly severity: Report['verdict']['severity'];
  /** The severity as a word; a healthy node has none. */
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
  const leading = leadingDiagnosis(report);
  const state = answeredDiagnosis(report)?.state.now ?? report.residue[0]?.state;
  const proof = leading === undefined ? VERDICT_WORDS[verdict.status] : `root cause ${leading.confidence.word}`;
  return {
    severity: verdict.severity,
    badge: verdict.status === 'healthy' ? 'ok' : verdict.severity,
    status: verdict.status,
    tags: [...(state === undefined ? [] : [STATE_WORDS[state]]), proof],
    headline: verdict.headline,
    summary: leading === undefined || verdict.headline.includes(leading.summary) ? undefined : leading.summary,
    rows: [...askedRows(report), ...nodesRow(report), ...answers(report), ...limitsRow(report)],
  };
}

function limitsRow(report: Report): Row[] {
  const limits = bundleLimits(report);
  const isWhole = report.bundle.complete && report.bundle.collector?.uid === 0;
  const none = isWhole ? 'None seen; it was collected whole and as root.' : 'None known.';
  return row('limits', 'Limits', { text: limits.length === 0 ? [none] : limits.map((l) => capital(sentence(l))) });
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

/** Of a bundle of several nodes, the nodes that have a cause. */
function onNodes({ nodes }: Report['diagnoses'][number]): string {
  return nodes === undefined ? '' : ` on ${someOf(nodes, 3)}`;
}

function otherDiagnoses(report: Report, from: number): Row[] {
  const others = report.diagnoses
    .slice(from)
    .map((d) => `${d.title} (${d.severity}, ${d.confidence.word}, ${STATE_WORDS[d.state.now]})${onNodes(d)}`);
  return row('more', from === 0 ? 'Causes seen' : 'Also', { items: others });
}

/** The first symptoms that the cause does not explain; all of them have a box of their own further down. */
function unexplainedRow({ residue }: Report): Row[] {
  const more = residue.length > 2 ? [`and ${residue.length - 2} more`] : [];
  return row('more', 'Unexplained', {
    items: [...residue.slice(0, 2).map((f) => `${f.message} (${STATE_WORDS[f.state]})`), ...more],
  });
}

function healthyRows(report: Report): Row[] {
  const { rules } = report.coverage;
  const clear = plural(rules.clear + rules.ruledOut, 'failure mode');
  const checked = `${clear} checked and not found; ${formatCount(rules.unknown)} could not be judged, ${formatCount(rules.notApplicable)} do not apply to this node.`;
  const nearest = nearestLimit(report);
  return [
    ...row('what', 'Checked', { text: [checked] }),
    ...row('since', 'At', { text: collectionTime(report) }),
    ...row('sure', 'Not proven', {
      text: report.verdict.reasons.length === 0 ? [] : ['A fault that only these would show is not excluded:'],
      items: report.verdict.reasons,
    }),
    ...row('more', 'Nearest', { text: nearest }),
    ...row('more', 'Risks', { items: report.risks.slice(0, 3).map((r) => r.message) }),
    ...restRow(report),
  ];
}

/** Nobody has to ask for it: what would judge the rest of the rules as well. */
function restRow(report: Report): Row[] {
  const { collectNext, collectCommand, rules } = report.coverage;
  const command = collectCommand ?? collectNext[0]?.command;
  if (command === undefined || rules.unknown === 0) return [];
  return row('ask', 'To add', { text: [`To judge more of the ${formatCount(rules.unknown)}, collect:`], command });
}

function collectionTime(report: Report): string[] {
  const { collectedAt } = report.bundle;
  if (collectedAt === undefined) return [];
  const clock = { ...clockOf(report), collectedAt: undefined };
  return [`Collected ${formatMoment(collectedAt, clock)}; what failed and recovered before is only seen in logs.`];
}

function nearestLimit(report: Report): string[] {
  const [top] = [...report.predictions].sort((a, b) => b.ratio - a.ratio);
  if (top === undefined) return [];
  return [
    `${top.object}: ${formatAmount(top.used, top.unit)} of ${formatAmount(top.limit, top.unit)} (${formatPercent(top.ratio)}). ${capital(sentence(top.next))}`,
  ];
}

function insufficientRows(report: Report): Row[] {
  return [
    ...row('what', 'Because', { items: report.verdict.reasons }),
    ...askRow(report),
    ...row('hit', 'Seen', {
      items: unsaid(report)
        .slice(0, 4)
        .map((f) => `${f.message} (${STATE_WORDS[f.state]})`),
    }),
    ...row('excluded', 'Excluded', {
      text:
        report.ruledOut.length === 0
          ? []
          : [
              `${report.ruledOut
                .map((r) => r.title)
                .slice(0, 6)
                .join('; ')}.`,
            ],
    }),
  ];
}

/** What nothing explains and the headline or its reasons do not say already. */
const unsaid = ({ residue, verdict }: Report): Report['residue'] =>
  residue.filter((f) => !verdict.headline.includes(f.message) && !verdict.reasons.includes(f.message));

function findingRows(report: Report): Row[] {
  return [
    ...row('what', 'Unexplained', {
      items: unsaid(report)
        .slice(0, 5)
        .map((f) => `${f.message} (${STATE_WORDS[f.state]})`),
    }),
    ...row('more', 'Risks', { items: report.risks.slice(0, 3).map((r) => r.message) }),
    ...row('sure', 'Not proven', { items: report.verdict.reasons }),
    ...askRow(report),
  ];
}

/** The one file to ask for: a run of the collector that brings all that is waited for. */
function askRow(report: Report): Row[] {
  const { collectNext, collectCommand } = report.coverage;
  const next = collectNext[0];
  if (next === undefined) return [];
  const command = collectCommand ?? next.command;
  return row('ask', 'Ask for', { text: [`${next.source}: ${sentence(next.why)}`], command });
}
