import type { Diagnosis } from '../diagnosis/diagnose.ts';
import type { FindingNode } from '../diagnosis/graph.ts';
import { groupBy } from '../lib/group-by.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import { formatTime } from '../lib/time.ts';
import type { ClauseReport } from '../rules/explain.ts';
import type { Compiled } from '../rules/language.ts';
import type { Conditional, Rule } from '../rules/rule.ts';
import type { Bindings } from '../rules/step.ts';
import { evidenceOf } from './findings.ts';
import type { ReportDiagnosis } from './model.ts';
import { remediationOf } from './remediation.ts';

const MAX_OBJECTS = 5;
/** Places of one finding, so that cause and symptom are both proved. */
const MAX_OF_ONE = 4;

/** One diagnosis as the report tells it. `titles` names the rules that remediation steps point to. */
export function describeDiagnosis(diagnosis: Diagnosis, titles: ReadonlyMap<string, string>): ReportDiagnosis {
  const { root, roots, confidence, nodes } = diagnosis;
  const { rule } = root;
  const symptoms = nodes.filter((n) => n.rule.kind === 'symptom');
  const ended = endOf(diagnosis);
  return {
    id: rule.id,
    title: rule.title,
    severity: diagnosis.severity,
    confidence: {
      word: confidence.word,
      value: confidence.value,
      for: [...confidence.for],
      against: [...confidence.against],
      wouldChangeIf: [...confidence.wouldChangeIf],
    },
    state: {
      now: stateOf(nodes, root),
      since: sinceOf(diagnosis),
      ...(ended === undefined ? {} : { ended: formatTime(ended) }),
    },
    impact: impactOf(nodes),
    ...(rule.owner === undefined ? {} : { owner: rule.owner }),
    why: rule.why,
    ...(rule.plain === undefined ? {} : { plain: rule.plain }),
    dont: [...new Set(nodes.filter((n) => n.rule.kind !== 'symptom').flatMap(dontsOf))],
    ...rebootOf(nodes, root),
    roles: rolesOf(diagnosis),
    summary: root.instance.message,
    objects: roots.slice(0, MAX_OBJECTS).map((r) => r.instance.message),
    instances: roots.length,
    entities: [...new Set(roots.slice(0, MAX_OBJECTS).flatMap((r) => [...r.instance.entities.values()].flat()))],
    chain: chainOf(diagnosis),
    explains: diagnosis.coverage.map((c) => ({
      id: c.symptom.id,
      title: c.symptom.title,
      explained: c.explained,
      total: c.total,
    })),
    clauses: root.instance.report().map(describeClause),
    evidence: evidenceOf([root, ...symptoms, ...nodes], MAX_OF_ONE),
    remediation: remediationOf(diagnosis, titles),
    references: [...new Set([root, ...nodes].flatMap((n) => n.rule.references))],
    ...affectedOf([root, ...nodes]),
    ...(rule.fleet === undefined ? {} : { fleet: { ...rule.fleet } }),
  };
}

const dontsOf = ({ rule, result, instance }: FindingNode): string[] =>
  textsThatHold(rule.dont, result.compiled.dontIf, instance.bindings);

/** Texts of a rule for one object; as of steps, those whose condition is not known are given. */
function textsThatHold(
  texts: readonly Conditional[],
  conditions: readonly (Compiled | undefined)[],
  bindings: Bindings,
): string[] {
  return texts.flatMap(({ text }, i) => {
    const condition = conditions[i]?.evaluate(bindings);
    return condition?.kind === 'value' && condition.value !== true ? [] : [text];
  });
}

export function describeClause(clause: ClauseReport): ReportDiagnosis['clauses'][number] {
  return {
    clause: clause.name,
    ...(clause.title === undefined ? {} : { title: clause.title }),
    text: clause.text,
    outcome: clause.outcome === 'unknown' ? 'unknown' : clause.outcome ? 'true' : 'false',
    values: clause.values.map((v) => ({
      path: v.path,
      value: v.value,
      sources: [...new Set(v.refs.map(formatSourceRef))].slice(0, 3),
    })),
  };
}

/** What the rules say of versions, where those of this node are known. */
function affectedOf(nodes: readonly FindingNode[]): Pick<ReportDiagnosis, 'affected'> {
  const said = nodes.map((n) => n.result.compiled.affected?.render(n.instance.bindings) ?? '');
  const affected = [...new Set(said)].filter((text) => text !== '');
  return affected.length === 0 ? {} : { affected };
}

/** A measurement that says it is over outweighs lines of a few minutes ago. */
function stateOf(nodes: readonly FindingNode[], root: FindingNode): ReportDiagnosis['state']['now'] {
  const causes = nodes.filter((n) => n.rule.kind !== 'symptom');
  if (causes.some((n) => n.instance.holdsNow === true)) return 'active';
  if (root.instance.holdsNow === false) return root.timing.now;
  return nodes.some((n) => n.timing.now === 'active') ? 'active' : root.timing.now;
}

/** Since when, by the root's own beginning, else by the first symptom it explains. */
function sinceOf({ root, nodes }: Diagnosis): ReportDiagnosis['state']['since'] {
  const timed = [root, ...nodes].find((n) => n.timing.onset.time !== undefined && n.timing.onset.quality !== 'unknown');
  if (timed?.timing.onset.time === undefined) return { quality: 'unknown' };
  const earliest = nodes.reduce(
    (first, n) => ((n.timing.onset.time ?? Infinity) < (first.timing.onset.time ?? Infinity) ? n : first),
    timed,
  );
  return {
    time: formatTime(earliest.timing.onset.time ?? timed.timing.onset.time),
    quality: earliest.timing.onset.quality,
  };
}

function endOf({ root, nodes }: Diagnosis): number | undefined {
  if (stateOf(nodes, root) === 'active') return undefined;
  const last = Math.max(...nodes.map((n) => n.timing.lastSeen ?? -Infinity));
  return Number.isFinite(last) ? last : undefined;
}

const GRAVE: ReadonlySet<string> = new Set(['critical', 'high']);

function impactOf(nodes: readonly FindingNode[]): ReportDiagnosis['impact'] {
  const pods = new Set<string>();
  const services = new Set<string>();
  for (const node of nodes) {
    // A pod that only its uid names is told by that.
    for (const pod of node.instance.entities.get('pod') ?? []) pods.add(pod.replace(/^pod:/, ''));
    for (const service of node.instance.entities.get('service') ?? []) services.add(service.replace(/^service:/, ''));
  }
  // What fills up does harm at its end: a disk that is 86 % full blocks nothing yet.
  const grave = nodes.filter((n) => n.rule.predict === undefined || GRAVE.has(n.instance.severity));
  return {
    pods: [...pods].sort(),
    services: [...services].sort(),
    newWorkBlocked: blocksNewWork(nodes),
    dataRisk: grave.some((n) => n.rule.impact?.data_risk === true),
  };
}

/** What failed says whether starts did; only where nothing was seen to fail, what a grave fault does to them counts. */
function blocksNewWork(nodes: readonly FindingNode[]): boolean {
  const blocks = (n: FindingNode): boolean => n.rule.impact?.new_work_blocked === true;
  const symptoms = nodes.filter((n) => n.rule.kind === 'symptom');
  return symptoms.length > 0 ? symptoms.some(blocks) : nodes.some((n) => blocks(n) && GRAVE.has(n.instance.severity));
}

/** The root's word on rebooting counts; where it says nothing, that of the nearest fault on the chain. */
function rebootOf(nodes: readonly FindingNode[], root: FindingNode): Pick<ReportDiagnosis, 'reboot'> {
  const node = [root, ...nodes].find((n) => n.rule.reboot !== undefined);
  if (node?.rule.reboot === undefined) return {};
  const { helps, safe, destroys } = node.rule.reboot;
  const { destroysIf } = node.result.compiled;
  return { reboot: { helps, safe, destroys: textsThatHold(destroys, destroysIf, node.instance.bindings) } };
}

function rolesOf({ root, joint }: Diagnosis): ReportDiagnosis['roles'] {
  const titles = (role: Rule['role']): string[] => [
    ...new Set(joint.filter((n) => n.rule.role === role).map((n) => n.rule.title)),
  ];
  return { trigger: root.rule.title, vulnerability: titles('vulnerability'), amplifier: titles('amplifier') };
}

/** Edges between rules, from the root outwards; the instances behind an edge are told by its message. */
function chainOf({ root, edges }: Diagnosis): ReportDiagnosis['chain'] {
  const byPair = groupBy(edges, (e) => `${e.from.rule.id} ${e.to.rule.id}`);
  const depth = depths(root.rule.id, edges);
  return [...byPair.values()]
    .flatMap((members) => {
      const edge = members.find((e) => e.status === 'active') ?? members[0];
      if (edge === undefined) return [];
      return [
        {
          from: edge.from.rule.id,
          fromTitle: edge.from.rule.title,
          to: edge.to.rule.id,
          toTitle: edge.to.rule.title,
          because: edge.mechanism,
          message: edge.to.instance.message,
          shared: [...edge.shared],
          status: edge.status,
        },
      ];
    })
    .sort((a, b) => (depth.get(a.from) ?? 0) - (depth.get(b.from) ?? 0) || (a.to < b.to ? -1 : 1));
}

function depths(root: string, edges: Diagnosis['edges']): Map<string, number> {
  const depth = new Map([[root, 0]]);
  for (const [id, level] of depth) {
    for (const edge of edges)
      if (edge.from.rule.id === id && !depth.has(edge.to.rule.id)) depth.set(edge.to.rule.id, level + 1);
  }
  return depth;
}
