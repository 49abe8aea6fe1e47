import type { ReportFrame } from '../build.ts';
import { collectNext } from '../collect-next.ts';
import type { Report } from '../model.ts';
import { withNotes } from '../notes.ts';
import { mergeChanges } from './changes.ts';
import {
  mergeLogs,
  mergePredictions,
  mergeProblems,
  mergeRuleCounts,
  mergeRuledOut,
  mergeSources,
  mergeTimeline,
  mergeUnknown,
} from './coverage.ts';
import { mergeDiagnoses, mergeFindings } from './findings.ts';
import type { NodeReport } from './node-report.ts';
import { wordsOfNodes } from './same.ts';
import { judgeCluster, nodeRows, worstFirst } from './verdict.ts';

/**
 * One report on all nodes of a bundle, from the reports on each of them: what several nodes share comes first, every claim
 * names its node, and `nodes` has one row for each. `frame` is that of the bundle itself. Pure.
 */
export function buildClusterReport(frame: ReportFrame, reports: readonly NodeReport[]): Report {
  const nodes = worstFirst(reports);
  const diagnoses = mergeDiagnoses(nodes);
  const unknown = mergeUnknown(nodes);
  return withNotes({
    schemaVersion: 1,
    ...(frame.language === undefined ? {} : { language: frame.language }),
    tool: frame.tool,
    bundle: { ...frame.bundle, ...momentOf(nodes) },
    host: { runtimes: [] },
    verdict: judgeCluster(nodes, diagnoses),
    nodes: nodeRows(nodes),
    diagnoses,
    residue: mergeFindings(nodes, (r) => r.residue),
    risks: mergeFindings(nodes, (r) => r.risks),
    findings: mergeFindings(nodes, (r) => r.findings),
    ruledOut: mergeRuledOut(nodes),
    unknown,
    predictions: mergePredictions(nodes),
    timeline: mergeTimeline(nodes),
    ...mergeChanges(nodes),
    problems: mergeProblems(nodes, frame.problems),
    coverage: {
      sources: mergeSources(nodes, frame.sources),
      logs: mergeLogs(nodes, frame.logs),
      rules: mergeRuleCounts(nodes),
      ...collectNext(unknown, [], frame.lacks, wordsOfNodes(nodes)),
    },
  });
}

/** When the last node was collected, and the zone that all nodes have. */
function momentOf(
  nodes: readonly NodeReport[],
): Pick<Report['bundle'], 'collectedAt' | 'collectedAtFrom' | 'utcOffset'> {
  const bundles = nodes.map(({ report }) => report.bundle);
  const [latest] = bundles
    .filter((b) => b.collectedAt !== undefined)
    .sort((a, b) => ((a.collectedAt ?? '') < (b.collectedAt ?? '') ? 1 : -1));
  const zones = new Set(bundles.map((b) => b.utcOffset));
  const zone = zones.size === 1 ? bundles[0]?.utcOffset : undefined;
  return {
    ...(latest?.collectedAt === undefined ? {} : { collectedAt: latest.collectedAt }),
    ...(latest?.collectedAtFrom === undefined ? {} : { collectedAtFrom: latest.collectedAtFrom }),
    ...(zone === undefined ? {} : { utcOffset: zone }),
  };
}
