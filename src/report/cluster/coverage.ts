import type { RuleStatus } from '../../rules/rule.ts';
import type { Report } from '../model.ts';
import type { NodeReport } from './node-report.ts';
import { groupOverNodes, namesOf, wordsOfNodes } from './same.ts';

/** Rows beyond these are counted: a cluster has hundreds of nodes, and a reader one screen. */
const MAX_LOGS = 400;
const MAX_PROBLEMS = 200;
const MAX_EVENTS = 300;
const MAX_PATHS_PER_SOURCE = 5;

/** What became of a rule on the node that tells most. */
const BY_WEIGHT: readonly RuleStatus[] = ['finding', 'error', 'unknown', 'ruled-out', 'clear', 'not-applicable'];

export function mergeRuleCounts(nodes: readonly NodeReport[]): Report['coverage']['rules'] {
  const best = new Map<string, number>();
  for (const { statuses } of nodes) {
    for (const [id, status] of statuses)
      best.set(id, Math.min(best.get(id) ?? BY_WEIGHT.length, BY_WEIGHT.indexOf(status)));
  }
  const count = (status: RuleStatus): number =>
    [...best.values()].filter((weight) => weight === BY_WEIGHT.indexOf(status)).length;
  const onTrial = [
    ...new Map(nodes.flatMap(({ report }) => report.coverage.rules.onTrial ?? []).map((r) => [r.id, r])).values(),
  ];
  return {
    total: best.size,
    finding: count('finding') - onTrial.length,
    ...(onTrial.length === 0 ? {} : { onTrial }),
    clear: count('clear'),
    ruledOut: count('ruled-out'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    error: count('error'),
  };
}

/** Sources of all nodes: one row for what is the same on several of them, with the first path. */
export function mergeSources(
  nodes: readonly NodeReport[],
  own: Report['coverage']['sources'],
): Report['coverage']['sources'] {
  const { cluster } = wordsOfNodes(nodes);
  const groups = groupOverNodes(
    nodes,
    (r) => r.coverage.sources,
    (s) => JSON.stringify([s.id, s.status, s.status === 'collected' ? '' : s.reason]),
  );
  const merged = groups.flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const names = namesOf(members);
    const where = names.length > 1 ? cluster.on(names, nodes.length) : undefined;
    const lines = members.reduce((sum, { item }) => sum + (item.lines ?? 0), 0);
    const reason =
      where === undefined || first.item.status === 'collected'
        ? first.item.reason
        : cluster.reasonOn(first.item.reason, where);
    return [
      {
        ...first.item,
        bytes: members.reduce((sum, { item }) => sum + item.bytes, 0),
        ...(lines === 0 ? {} : { lines }),
        ...(reason === undefined ? {} : { reason }),
        problems: members.flatMap(({ item }) => item.problems).slice(0, MAX_PATHS_PER_SOURCE),
      },
    ];
  });
  return [...own, ...merged].sort((a, b) =>
    a.id === b.id ? ((a.path ?? '') < (b.path ?? '') ? -1 : 1) : a.id < b.id ? -1 : 1,
  );
}

/** Logs of nodes that are not healthy come first, if there are too many of them. */
export function mergeLogs(nodes: readonly NodeReport[], own: Report['coverage']['logs']): Report['coverage']['logs'] {
  const all = [...own, ...nodes.flatMap(({ report }) => report.coverage.logs)];
  return all.slice(0, MAX_LOGS);
}

export function mergeUnknown(nodes: readonly NodeReport[]): Report['unknown'] {
  const { cluster, terms } = wordsOfNodes(nodes);
  return groupOverNodes(
    nodes,
    (r) => r.unknown,
    (u) => u.id,
  ).flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const names = namesOf(members);
    const where = cluster.on(names, nodes.length);
    const reasonOf = (reason: string): string =>
      names.length === nodes.length ? reason : cluster.with(terms.reason(reason), where);
    const missing = new Map(members.flatMap(({ item }) => item.missing).map((m) => [m.source, m]));
    const mayExplain = [...new Set(members.flatMap(({ item }) => item.mayExplain ?? []))];
    return [
      {
        ...first.item,
        missing: [...missing.values()].map((m) => ({ ...m, reason: reasonOf(m.reason) })),
        ...(mayExplain.length === 0 ? {} : { mayExplain }),
      },
    ];
  });
}

/** What is excluded as a cause: on no node may it have been found. */
export function mergeRuledOut(nodes: readonly NodeReport[]): Report['ruledOut'] {
  const { cluster } = wordsOfNodes(nodes);
  const found = new Set(nodes.flatMap(({ report }) => report.findings.map((f) => f.id)));
  return groupOverNodes(
    nodes,
    (r) => r.ruledOut,
    (r) => r.id,
  ).flatMap((members) => {
    const first = members.find(({ item }) => item.suspected) ?? members[0];
    if (first === undefined || found.has(first.item.id)) return [];
    const others = namesOf(members).length - 1;
    const object = cluster.ofNode(first.node.name, first.item.object);
    return [{ ...first.item, object: cluster.alsoOn(object, others, nodes.length) }];
  });
}

/** The node that is nearest to each limit. */
export function mergePredictions(nodes: readonly NodeReport[]): Report['predictions'] {
  const { cluster } = wordsOfNodes(nodes);
  return groupOverNodes(
    nodes,
    (r) => r.predictions,
    (p) => p.id,
  )
    .flatMap((members) => {
      const [worst] = [...members].sort((a, b) => b.item.ratio - a.item.ratio);
      return worst === undefined ? [] : [{ ...worst.item, object: cluster.ofNode(worst.node.name, worst.item.object) }];
    })
    .sort((a, b) => b.ratio - a.ratio || (a.id < b.id ? -1 : 1));
}

/** Events of the nodes that are not healthy, each with the node that it happened on. */
export function mergeTimeline(nodes: readonly NodeReport[]): Report['timeline'] {
  const { cluster } = wordsOfNodes(nodes);
  const sick = nodes.filter(({ report }) => report.verdict.status !== 'healthy');
  const shown = sick.length === 0 ? nodes : sick;
  return shown
    .flatMap(({ name, report }) =>
      report.timeline.map((event) => ({ ...event, text: cluster.ofNode(name, event.text) })),
    )
    .slice(0, MAX_EVENTS)
    .sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
}

export function mergeProblems(nodes: readonly NodeReport[], own: Report['problems']): Report['problems'] {
  const { cluster } = wordsOfNodes(nodes);
  const all = [
    ...own,
    ...nodes.flatMap(({ name, report }) =>
      report.problems.map((p) => (p.path === undefined ? { message: cluster.ofNode(name, p.message) } : p)),
    ),
  ];
  const distinct = [...new Map(all.map((p) => [JSON.stringify([p.path, p.message]), p])).values()];
  const beyond = distinct.length - MAX_PROBLEMS;
  return beyond <= 0 ? distinct : [...distinct.slice(0, MAX_PROBLEMS), { message: cluster.moreProblems(beyond) }];
}
