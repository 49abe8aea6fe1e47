import type { Report } from '../model.ts';
import type { NodeReport } from './node-report.ts';

/** Beyond this a list of all nodes is no longer read. */
const MAX_CHANGES = 60;

/** What was changed on the nodes that are not healthy, each change with its node. */
export function mergeChanges(nodes: readonly NodeReport[]): Pick<Report, 'changes'> {
  const sick = nodes.filter(({ report }) => report.verdict.status !== 'healthy' && report.changes !== undefined);
  if (sick.length === 0) return {};
  const all = sick.flatMap(({ name, report }) => (report.changes?.list ?? []).map((c) => ({ ...c, node: name })));
  const list = all
    .slice(0, MAX_CHANGES)
    .sort((a, b) => ((a.time ?? '9') === (b.time ?? '9') ? 0 : (a.time ?? '9') < (b.time ?? '9') ? -1 : 1));
  const left = sick.reduce((sum, { report }) => sum + (report.changes?.left ?? 0), 0) + all.length - list.length;
  const missing = sick.flatMap(({ report }) => report.changes?.missing ?? []);
  return { changes: { list, left, missing: [...new Map(missing.map((m) => [m.source, m])).values()] } };
}
