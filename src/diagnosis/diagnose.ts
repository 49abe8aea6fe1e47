import { groupBy } from '../lib/group-by.ts';
import type { RuleResult } from '../rules/evaluate.ts';
import { SEVERITIES, type Severity } from '../rules/severity.ts';
import { type BaseRates, type Confidence, judgeConfidence, untestedRivals } from './confidence.ts';
import {
  buildGraph,
  type CausalEdge,
  type CausalGraph,
  type FindingNode,
  findingNodes,
  machinesOf,
  type Strangers,
} from './graph.ts';
import { activeEdges, reachable, rootNodes } from './roots.ts';
import { judgeRuledOut, type RuledOut, type SampledLater } from './ruled-out.ts';
import { type DiagnosisTexts, ENGLISH } from './texts.ts';
import type { Moments } from './timing.ts';

/** A root cause with everything it explains. Several objects with the same fault are one diagnosis. */
export interface Diagnosis {
  readonly root: FindingNode;
  /** All instances that are roots of the same kind, the worst first. */
  readonly roots: readonly FindingNode[];
  readonly nodes: readonly FindingNode[];
  readonly edges: readonly CausalEdge[];
  /** Conditions that had to hold as well. */
  readonly joint: readonly FindingNode[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly coverage: readonly Coverage[];
}

/** How many occurrences of a symptom one diagnosis explains. */
export interface Coverage {
  readonly symptom: FindingNode['rule'];
  readonly explained: number;
  readonly total: number;
}

export interface DiagnosisResult {
  readonly graph: CausalGraph;
  readonly diagnoses: readonly Diagnosis[];
  /** Risks, settings and remarks that are there but were not shown to have contributed. */
  readonly risks: readonly FindingNode[];
  /** Symptoms that nothing explains. */
  readonly residue: readonly FindingNode[];
  /** What drafts among the rules found that would matter: never a cause, and never silence either. */
  readonly unproven: readonly FindingNode[];
  readonly ruledOut: readonly RuledOut[];
  readonly sampledLater: readonly SampledLater[];
}

/**
 * From findings to root causes: graph, roots, coverage, confidence, ranking. `strangers` are logs of other machines: nothing is
 * joined with what they tell, and what was measured here rules nothing out for them. Pure.
 */
export function diagnose(
  results: readonly RuleResult[],
  moments: Moments,
  rates: BaseRates,
  texts: DiagnosisTexts = ENGLISH,
  strangers: Strangers = new Map(),
): DiagnosisResult {
  const graph = buildGraph(results, moments, strangers);
  const outgoing = groupBy(activeEdges(graph), (edge) => edge.from);
  const roots = rootNodes(graph);
  const isRoot = (node: FindingNode): boolean => {
    if (node.rule.kind === 'symptom') return false;
    // A risk, a setting or a mere remark is a cause only where an edge's mechanism names it.
    return outgoing.has(node) || (node.rule.kind === 'fault' && node.instance.severity !== 'info');
  };
  const partners = new Set(activeEdges(graph).flatMap((edge) => edge.partners));
  const { joint, leading } = splitJoint(roots.filter(isRoot), graph.nodes, outgoing, partners);
  const possible = groupBy(
    graph.edges.filter((edge) => edge.status === 'possible'),
    (edge) => edge.to,
  );
  const symptoms = graph.nodes.filter((n) => n.rule.kind === 'symptom');
  const diagnoses = groupRoots(leading, outgoing).map((group) =>
    describe(group, { outgoing, joint, symptoms, results, rates, texts, possible }),
  );
  const explained = new Set(activeEdges(graph).map((e) => e.to));
  return {
    graph,
    diagnoses: rank(diagnoses),
    risks: roots.filter((n) => n.rule.kind !== 'symptom' && !isRoot(n) && !joint.has(n.rule.id) && !partners.has(n)),
    residue: symptoms.filter((n) => !explained.has(n)),
    unproven: unprovenNodes(results, moments),
    ...judgeRuledOut(
      symptoms.filter((n) => !isOfStranger(n, strangers)),
      results,
    ),
  };
}

/** All that tells of it is of other machines. */
const isOfStranger = (node: FindingNode, strangers: Strangers): boolean => {
  const machines = machinesOf([node], strangers);
  return machines.size > 0 && !machines.has('');
};

const unprovenNodes = (results: readonly RuleResult[], moments: Moments): FindingNode[] =>
  findingNodes(
    results.filter((result) => result.compiled.rule.status === 'draft'),
    moments,
  ).filter((n) => SEVERITIES.indexOf(n.instance.severity) <= SEVERITIES.indexOf('medium'));

/**
 * Conditions that a leading root's rule needs, and those that had a part in an effect, are named with it; they stay
 * diagnoses only for what they explain themselves.
 */
function splitJoint(
  roots: readonly FindingNode[],
  nodes: readonly FindingNode[],
  outgoing: ReadonlyMap<FindingNode, readonly CausalEdge[]>,
  partners: ReadonlySet<FindingNode>,
): { joint: Map<string, FindingNode[]>; leading: FindingNode[] } {
  const needed = new Set(roots.flatMap((n) => n.rule.needs));
  const joint = groupBy(
    nodes.filter((n) => needed.has(n.rule.id)),
    (n) => n.rule.id,
  );
  const isPart = (n: FindingNode): boolean => needed.has(n.rule.id) || partners.has(n);
  return { joint, leading: roots.filter((n) => !isPart(n) || outgoing.has(n)) };
}

/**
 * Roots of one rule that explain the same rules belong together; those that explain nothing form another group. A
 * setting is one thing, whatever the number of objects it hurts.
 */
function groupRoots(
  roots: readonly FindingNode[],
  outgoing: ReadonlyMap<FindingNode, readonly CausalEdge[]>,
): FindingNode[][] {
  const key = (root: FindingNode): string => {
    if (root.rule.kind === 'config') return root.rule.id;
    const effects = [...reachable(root, outgoing).nodes].filter((n) => n.rule.kind === 'symptom').map((n) => n.rule.id);
    return [root.rule.id, ...new Set(effects.sort())].join(' ');
  };
  return [...groupBy(roots, key).values()];
}

interface Context {
  readonly outgoing: ReadonlyMap<FindingNode, readonly CausalEdge[]>;
  readonly joint: ReadonlyMap<string, readonly FindingNode[]>;
  readonly symptoms: readonly FindingNode[];
  readonly results: readonly RuleResult[];
  readonly rates: BaseRates;
  readonly texts: DiagnosisTexts;
  /** Edges of which it is not known whether they hold, by their effect. */
  readonly possible: ReadonlyMap<FindingNode, readonly CausalEdge[]>;
}

function describe(group: readonly FindingNode[], context: Context): Diagnosis {
  const explains = (node: FindingNode): number =>
    Number([...reachable(node, context.outgoing).nodes].some((n) => n.rule.kind === 'symptom'));
  const roots = [...group].sort(
    (a, b) => explains(b) - explains(a) || b.instance.weight - a.instance.weight || severityRank(a) - severityRank(b),
  );
  const root = roots[0];
  if (root === undefined) throw new Error('a diagnosis has no root');
  const nodes = new Set<FindingNode>();
  const edges: CausalEdge[] = [];
  for (const member of roots) {
    const reached = reachable(member, context.outgoing);
    for (const node of reached.nodes) nodes.add(node);
    edges.push(...reached.edges);
  }
  const unique = [...new Set(edges)];
  const explained = [...nodes].filter((n) => n.rule.kind === 'symptom');
  const own = new Set([...nodes].map((n) => n.rule.id));
  // What may lie behind the root itself counts too: the chain could begin further back.
  const rivals = untestedRivals([root, ...explained], context.results, own);
  return {
    root,
    roots,
    nodes: [...nodes],
    edges: unique,
    joint: [
      ...new Set([
        ...root.rule.needs.flatMap((id) => context.joint.get(id) ?? []),
        ...unique.filter((edge) => edge.status === 'active').flatMap((edge) => edge.partners),
      ]),
    ],
    severity: worstSeverity([...nodes]),
    confidence: judgeConfidence(
      { root, nodes, edges: unique, behind: behindOf(root, context) },
      rivals,
      context.rates,
      context.texts,
    ),
    coverage: coverageOf(explained, context.symptoms),
  };
}

/** Titles of findings that may have caused the root, where the bundle cannot show whether they did. */
function behindOf(root: FindingNode, { possible, outgoing }: Context): string[] {
  const own = reachable(root, outgoing).nodes;
  const causes = (possible.get(root) ?? []).filter((edge) => !own.has(edge.from));
  return [...new Set(causes.map((edge) => edge.from.rule.title))];
}

function coverageOf(explained: readonly FindingNode[], symptoms: readonly FindingNode[]): Coverage[] {
  const count = (nodes: readonly FindingNode[]): number => nodes.reduce((sum, n) => sum + n.instance.count, 0);
  const all = groupBy(symptoms, (n) => n.rule.id);
  return [...groupBy(explained, (n) => n.rule.id)].map(([id, nodes]) => {
    const symptom = nodes[0]?.rule;
    if (symptom === undefined) throw new Error('a symptom group has no members');
    return { symptom, explained: count(nodes), total: count(all.get(id) ?? []) };
  });
}

const severityRank = (node: FindingNode): number => SEVERITIES.indexOf(node.instance.severity);

/** A cause is as severe as the worst thing it leads to. */
function worstSeverity(nodes: readonly FindingNode[]): Severity {
  return SEVERITIES[Math.min(...nodes.map(severityRank))] ?? 'info';
}

const WORDS = ['confirmed', 'likely', 'possible'];

/** Active symptoms explained, by occurrences; then directness, severity and confidence; ties by id, for stable reports. */
function rank(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const activeExplained = (d: Diagnosis): number =>
    d.nodes
      .filter((n) => n.rule.kind === 'symptom' && n.timing.now === 'active')
      .reduce((sum, n) => sum + n.instance.count, 0);
  const anyExplained = (d: Diagnosis): number => d.coverage.reduce((sum, c) => sum + c.explained, 0);
  const isPast = (d: Diagnosis): number => Number(d.root.timing.now === 'past');
  return [...diagnoses].sort(
    (a, b) =>
      activeExplained(b) - activeExplained(a) ||
      isPast(a) - isPast(b) ||
      anyExplained(b) - anyExplained(a) ||
      WORDS.indexOf(a.confidence.word) - WORDS.indexOf(b.confidence.word) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.confidence.value - a.confidence.value ||
      (a.root.rule.id < b.root.rule.id ? -1 : 1),
  );
}
