import type { Report, ReportDiagnosis, ReportFinding } from '../model.ts';
import { wordsOf } from '../words/words.ts';
import type { NodeReport } from './node-report.ts';
import { causeOf, groupOverNodes, namesOf, type OfNode, rankOf } from './same.ts';

const STATES = ['active', 'recent', 'unknown', 'past'] as const;
const MAX_OBJECTS = 5;
const MAX_OTHERS = 4;

/**
 * The causes of all nodes, each rule once: what several nodes share first, then the worst. Each tells of the node that has
 * it worst.
 */
export function mergeDiagnoses(nodes: readonly NodeReport[]): ReportDiagnosis[] {
  const leading = new Map<string, number>();
  for (const cause of nodes.map(causeOf)) if (cause) leading.set(cause.id, (leading.get(cause.id) ?? 0) + 1);
  const shared = (d: ReportDiagnosis): number => {
    const count = leading.get(d.id) ?? 0;
    return count > 1 ? count : 0;
  };
  const isLeading = (d: ReportDiagnosis): number => (leading.has(d.id) ? 1 : 0);
  return groupOverNodes(
    nodes,
    (r) => r.diagnoses,
    (d) => d.id,
  )
    .flatMap(mergeDiagnosis)
    .sort((a, b) => shared(b) - shared(a) || isLeading(b) - isLeading(a) || rankOf(a.severity) - rankOf(b.severity));
}

function mergeDiagnosis(members: readonly OfNode<ReportDiagnosis>[]): ReportDiagnosis[] {
  const sorted = [...members].sort(
    ({ item: a }, { item: b }) =>
      rankOf(a.severity) - rankOf(b.severity) ||
      STATES.indexOf(a.state.now) - STATES.indexOf(b.state.now) ||
      b.confidence.value - a.confidence.value,
  );
  const [worst] = sorted;
  if (worst === undefined) return [];
  const union = (pick: (d: ReportDiagnosis) => readonly string[]): string[] => [
    ...new Set(sorted.flatMap(({ item }) => pick(item))),
  ];
  return [
    {
      ...worst.item,
      // The cause of one node is told with its name anyway.
      summary: members.length > 1 ? ofNode(worst.node, worst.item.summary) : worst.item.summary,
      objects: sorted.flatMap(({ node, item }) => item.objects.map((o) => ofNode(node, o))).slice(0, MAX_OBJECTS),
      instances: sorted.reduce((sum, { item }) => sum + item.instances, 0),
      entities: sorted.flatMap(({ node, item }) => item.entities.map((entity) => `${node.name}/${entity}`)),
      impact: {
        pods: union((d) => d.impact.pods),
        services: union((d) => d.impact.services),
        newWorkBlocked: sorted.some(({ item }) => item.impact.newWorkBlocked),
        dataRisk: sorted.some(({ item }) => item.impact.dataRisk),
      },
      explains: mergeExplains(sorted),
      evidence: [...worst.item.evidence, ...firstOfOthers(sorted)],
      nodes: namesOf(sorted),
    },
  ];
}

const ofNode = ({ name, report }: NodeReport, text: string): string => wordsOf(report).cluster.ofNode(name, text);

function firstOfOthers(sorted: readonly OfNode<{ readonly evidence: ReportFinding['evidence'] }>[]) {
  return sorted.slice(1, 1 + MAX_OTHERS).flatMap(({ item }) => item.evidence.slice(0, 1));
}

function mergeExplains(members: readonly OfNode<ReportDiagnosis>[]): ReportDiagnosis['explains'] {
  const rows = new Map<string, ReportDiagnosis['explains'][number]>();
  for (const { id, title, explained, total } of members.flatMap(({ item }) => item.explains)) {
    const row = rows.get(id) ?? { id, title, explained: 0, total: 0 };
    rows.set(id, { ...row, explained: row.explained + explained, total: row.total + total });
  }
  return [...rows.values()];
}

/** Findings of all nodes, each rule once in each of its roles, the worst first. */
export function mergeFindings(
  nodes: readonly NodeReport[],
  pick: (report: Report) => Report['findings'],
): ReportFinding[] {
  return groupOverNodes(nodes, pick, (f) => `${f.role} ${f.id}`)
    .flatMap(mergeFinding)
    .sort((a, b) => rankOf(a.severity) - rankOf(b.severity) || (b.nodes?.length ?? 0) - (a.nodes?.length ?? 0));
}

function mergeFinding(members: readonly OfNode<ReportFinding>[]): ReportFinding[] {
  const sorted = [...members].sort(
    ({ item: a }, { item: b }) =>
      rankOf(a.severity) - rankOf(b.severity) || STATES.indexOf(a.state) - STATES.indexOf(b.state),
  );
  const [worst] = sorted;
  if (worst === undefined) return [];
  const times = (pick: (f: ReportFinding) => string | undefined): string[] =>
    sorted
      .map(({ item }) => pick(item))
      .filter((t) => t !== undefined)
      .sort();
  const firstSeen = times((f) => f.firstSeen)[0];
  const lastSeen = times((f) => f.lastSeen).at(-1);
  return [
    {
      ...worst.item,
      message: ofNode(worst.node, worst.item.message),
      others: [
        ...sorted.slice(1).map(({ node, item }) => ofNode(node, item.message)),
        ...worst.item.others.map((other) => ofNode(worst.node, other)),
      ].slice(0, MAX_OTHERS),
      instances: sorted.reduce((sum, { item }) => sum + item.instances, 0),
      count: sorted.reduce((sum, { item }) => sum + item.count, 0),
      entities: sorted.flatMap(({ node, item }) => item.entities.map((entity) => `${node.name}/${entity}`)),
      evidence: [...worst.item.evidence, ...firstOfOthers(sorted)],
      ...(firstSeen === undefined ? {} : { firstSeen }),
      ...(lastSeen === undefined ? {} : { lastSeen }),
      nodes: namesOf(sorted),
    },
  ];
}
