import type { DiagnosisResult } from '../diagnosis/diagnose.ts';
import type { FindingNode } from '../diagnosis/graph.ts';
import type { Verdict } from '../diagnosis/verdict.ts';
import { formatTime } from '../lib/time.ts';
import type { RuleResult } from '../rules/evaluate.ts';
import { describeChanges, type KnownChanges } from './changes.ts';
import { collectNext, type Lacks, type Plan } from './collect-next.ts';
import { describeClause, describeDiagnosis } from './diagnoses.ts';
import { describeFindings, describeUnproven } from './findings.ts';
import type { Report } from './model.ts';
import { withNotes } from './notes.ts';
import { buildTimeline } from './timeline.ts';
import { describeUnknown } from './unknown.ts';
import { type Words, wordsOf } from './words/words.ts';

/** What the report says of the bundle, the node and what was read; made by the analysis, which knows the snapshot. */
export type ReportFrame = Pick<Report, 'language' | 'tool' | 'bundle' | 'host' | 'problems'> & {
  readonly sources: Report['coverage']['sources'];
  readonly logs: Report['coverage']['logs'];
  readonly collectedAt?: number;
  /** When counters were read a second time, for rates. */
  readonly sampledAgainAt?: number;
  readonly bootedAt?: number;
  /** What was changed on the node, where anything tells. */
  readonly changes?: KnownChanges;
  /** Steps of the collector that made the bundle, where it tells. */
  readonly plan?: Plan;
  /** What to ask for in place of sources that the tool never brings. */
  readonly lacks?: Lacks;
};

/** Puts everything an analysis found into the model that all renderers read. Pure. */
export function buildReport(
  frame: ReportFrame,
  results: readonly RuleResult[],
  found: DiagnosisResult,
  verdict: Verdict,
): Report {
  const words = wordsOf(frame.language === undefined ? {} : { language: frame.language });
  const titles = new Map(results.map((r) => [r.compiled.rule.id, r.compiled.rule.title]));
  const unknown = describeUnknown(results, found);
  const diagnoses = found.diagnoses.map((d) => describeDiagnosis(d, titles));
  const describe = (nodes: readonly FindingNode[]): Report['findings'] =>
    describeFindings(nodes, found.graph, found.risks);
  return withNotes({
    schemaVersion: 1,
    ...(frame.language === undefined ? {} : { language: frame.language }),
    tool: frame.tool,
    bundle: frame.bundle,
    host: frame.host,
    verdict: {
      status: verdict.status,
      headline: verdict.headline,
      severity: verdict.severity,
      reasons: [...verdict.reasons],
    },
    diagnoses,
    residue: describe(found.residue),
    risks: describe(found.risks),
    findings: [...describe(found.graph.nodes), ...describeUnproven(found.unproven)],
    ruledOut: found.ruledOut.map((r) => ({
      id: r.rule.id,
      title: r.rule.title,
      object: r.label,
      suspected: r.suspected,
      because: r.clauses.map(describeClause),
      ...(frame.collectedAt === undefined ? {} : { sampledAt: formatTime(frame.collectedAt) }),
    })),
    unknown,
    predictions: describePredictions(results),
    timeline: buildTimeline(found, frame, words),
    ...(frame.changes === undefined
      ? {}
      : { changes: describeChanges(frame.changes, frame.collectedAt, onsetOf(diagnoses), words.tables) }),
    problems: [...frame.problems, ...ruleErrors(results, words)],
    coverage: {
      sources: frame.sources,
      logs: frame.logs,
      rules: countRules(results),
      ...collectNext(unknown, frame.plan, frame.lacks, words),
    },
  });
}

/** When the first cause was first seen, epoch seconds; not where it was so already when the record begins. */
function onsetOf([first]: Report['diagnoses']): number | undefined {
  const since = first?.state.since;
  return since?.time === undefined || since.quality !== 'exact' ? undefined : Date.parse(since.time) / 1000;
}

/** A failing rule never stops the run; it is a problem of this report. */
function ruleErrors(results: readonly RuleResult[], { about }: Words): Report['problems'] {
  return results
    .filter((r) => r.status === 'error')
    .map((r) => ({ message: about.ruleFailed(r.compiled.rule.id, r.error) }));
}

function countRules(results: readonly RuleResult[]): Report['coverage']['rules'] {
  const count = (status: RuleResult['status']): number => results.filter((r) => r.status === status).length;
  const onTrial = results
    .map((r) => ({ status: r.status, rule: r.compiled.rule }))
    .filter(({ status, rule }) => status === 'finding' && rule.status === 'draft')
    .map(({ rule: { id, title } }) => ({ id, title }));
  return {
    total: results.length,
    finding: count('finding') - onTrial.length,
    ...(onTrial.length === 0 ? {} : { onTrial }),
    clear: count('clear'),
    ruledOut: count('ruled-out'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    error: count('error'),
  };
}

/** A quarter of a limit is the first thing worth knowing; below that, headroom is no news. */
const WORTH_SHOWING = 0.25;

/** How near each limit is, by the worst object of every rule that knows one. */
function describePredictions(results: readonly RuleResult[]): Report['predictions'] {
  const predictions: Report['predictions'] = [];
  for (const { compiled, nearest } of results) {
    const { predict, rule } = compiled;
    if (predict === undefined || nearest === undefined) continue;
    const { instance, used, limit } = nearest;
    const ratio = used / limit;
    if (ratio < WORTH_SHOWING) continue;
    predictions.push({
      id: rule.id,
      title: rule.title,
      object: instance.label,
      used,
      limit,
      unit: rule.predict?.unit ?? 'count',
      ratio,
      next: predict.next.render(instance.bindings) ?? '',
    });
  }
  return predictions.sort((a, b) => b.ratio - a.ratio || (a.id < b.id ? -1 : 1));
}
