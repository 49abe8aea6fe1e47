import { type NodeReport, placeReport } from './report/cluster/node-report.ts';
import type { Report } from './report/model.ts';
import type { RuleResult } from './rules/evaluate.ts';
import { placeInBundle } from './snapshot/parts.ts';
import type { NodeSnapshot, Snapshot } from './snapshot/snapshot.ts';

/** The report on a node of a bundle of several, under the name that the node has itself where it tells. */
export function nodeReport(
  node: NodeSnapshot,
  { report, results }: { readonly report: Report; readonly results: readonly RuleResult[] },
): NodeReport {
  return {
    name: report.host.name ?? node.name,
    folder: node.folder,
    report: placeReport(report, (path) => placeInBundle(node, path)),
    statuses: new Map(results.map((result) => [result.compiled.rule.id, result.status])),
  };
}

/** Two nodes that call themselves the same, such as `localhost`, are told apart by where they lie in the bundle. */
export function distinctNames(reports: readonly NodeReport[]): NodeReport[] {
  const counts = new Map<string, number>();
  for (const { name } of reports) counts.set(name, (counts.get(name) ?? 0) + 1);
  return reports.map((report) =>
    (counts.get(report.name) ?? 0) > 1
      ? { ...report, name: `${report.name} (${report.folder.replace(/\/$/, '')})` }
      : report,
  );
}

/** The archive turned out to be damaged in the folder of a node that was analysed before that was known. */
export function withDamage(node: NodeReport, { bundle, problems }: Snapshot): NodeReport {
  const { report, folder } = node;
  if (bundle.complete || !problems.some(({ path }) => path?.startsWith(folder) === true)) return node;
  return { ...node, report: { ...report, bundle: { ...report.bundle, complete: false } } };
}
