import { append } from '../../lib/group-by.ts';
import type { Report, ReportDiagnosis, ReportNode } from '../model.ts';
import type { NodeReport } from './node-report.ts';
import { causeOf, rankOf, wordsOfNodes } from './same.ts';

type Verdict = Report['verdict'];

const STATUSES: readonly Verdict['status'][] = ['root-cause-found', 'findings', 'insufficient-data', 'healthy'];
/** The report has all of them in the rows of the nodes. */
const MAX_REASONS = 12;

/** The verdict on all nodes: what several share, else the worst node. */
export function judgeCluster(nodes: readonly NodeReport[], diagnoses: readonly ReportDiagnosis[]): Verdict {
  const found = nodes.some((node) => causeOf(node) !== undefined);
  const worst = worstFirst(nodes)[0];
  if (worst === undefined)
    return { status: 'healthy', headline: wordsOfNodes(nodes).cluster.noNode, severity: 'info', reasons: [] };
  const top = found ? diagnoses[0] : undefined;
  const { status, severity } =
    top === undefined ? worst.report.verdict : { status: 'root-cause-found' as const, severity: top.severity };
  return {
    status,
    severity,
    headline: top === undefined ? headlineWithoutCause(nodes, worst) : headlineOf(nodes, top),
    reasons: status === 'root-cause-found' ? [] : reasonsOf(nodes),
  };
}

/** Nodes in the order in which they need somebody. */
export function worstFirst(nodes: readonly NodeReport[]): NodeReport[] {
  const rank = ({ report: { verdict } }: NodeReport): number =>
    (verdict.status === 'root-cause-found' ? 0 : 10) + rankOf(verdict.severity) * 2;
  return [...nodes].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      STATUSES.indexOf(a.report.verdict.status) - STATUSES.indexOf(b.report.verdict.status) ||
      (a.name < b.name ? -1 : 1),
  );
}

function headlineOf(nodes: readonly NodeReport[], top: ReportDiagnosis): string {
  const { cluster, terms } = wordsOfNodes(nodes);
  const hit = nodes.filter((node) => causeOf(node)?.id === top.id);
  const [first] = hit;
  if (hit.length === 1 && first !== undefined) return cluster.ofNode(first.name, first.report.verdict.headline);
  const where = hit.length === nodes.length ? cluster.all(nodes.length) : cluster.some(hit.length, nodes.length);
  const names = hit.map((node) => node.name);
  return cluster.sameCause(where, top.title, terms.someOf(names, 5));
}

function headlineWithoutCause(nodes: readonly NodeReport[], worst: NodeReport): string {
  const { cluster } = wordsOfNodes(nodes);
  const { status, headline } = worst.report.verdict;
  if (status === 'healthy') return cluster.noFault(cluster.all(nodes.length));
  const same = nodes.filter((node) => node.report.verdict.headline === headline);
  const others = nodes.filter((node) => node.report.verdict.status === status).length - same.length;
  const more = others > 0 ? cluster.likewise(others, nodes.length) : '';
  const names = same.map((node) => node.name);
  return same.length > 1
    ? `${cluster.with(headline, cluster.on(names, nodes.length))}${more}`
    : `${cluster.ofNode(worst.name, headline)}${more}`;
}

/** One reason once, with the nodes that it is of. */
function reasonsOf(nodes: readonly NodeReport[]): string[] {
  const { cluster, terms } = wordsOfNodes(nodes);
  const reasons = new Map<string, string[]>();
  for (const { name, report } of nodes) {
    for (const reason of report.verdict.reasons) append(reasons, reason, name);
  }
  const all = [...reasons].map(([reason, names]) => cluster.with(reason, cluster.on(names, nodes.length)));
  return all.length <= MAX_REASONS ? all : [...all.slice(0, MAX_REASONS), terms.more(String(all.length - MAX_REASONS))];
}

/** The matrix: each node in one row. */
export function nodeRows(nodes: readonly NodeReport[]): ReportNode[] {
  return worstFirst(nodes).map((node) => {
    const { name, folder, report } = node;
    const cause = causeOf(node);
    const [worst] = [...report.findings]
      .filter((f) => f.role !== 'risk')
      .sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
    const { rules } = report.coverage;
    return {
      name,
      folder,
      status: report.verdict.status,
      severity: report.verdict.severity,
      headline: report.verdict.headline,
      ...(cause === undefined ? {} : { cause: { id: cause.id, title: cause.title } }),
      ...(worst === undefined ? {} : { worst: { id: worst.id, severity: worst.severity, message: worst.message } }),
      complete: report.bundle.complete,
      ...(report.bundle.cut === undefined ? {} : { cut: report.bundle.cut.text }),
      judged: rules.total - rules.unknown - rules.error,
      rules: rules.total,
    };
  });
}
