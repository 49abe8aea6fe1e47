import type { RuleResult } from '../rules/evaluate.ts';
import { SEVERITIES } from '../rules/severity.ts';
import { extended } from '../rules/step.ts';
import { type CausalEdge, effectBindings, type FindingNode, sharedEntities } from './graph.ts';
import type { DiagnosisTexts } from './texts.ts';

export type ConfidenceWord = 'confirmed' | 'likely' | 'possible';

export interface Confidence {
  readonly word: ConfidenceWord;
  /** 0 to 1, for machines; readers get the word and its reasons. */
  readonly value: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  /** What would have to be collected to exclude another explanation. */
  readonly wouldChangeIf: readonly string[];
}

/** How often each clause (`rule#clause`) is true on healthy nodes, 0 to 1; what is not listed never was. */
export type BaseRates = Readonly<Record<string, number>>;

/** A clause that is true on more than every fifth healthy node proves nothing. */
export const USELESS_BASE_RATE = 0.2;
const CAP_WITHOUT_OBSERVATION = 0.7;
const CAP_WITH_OBSERVATION = 0.9;

interface Explained {
  readonly root: FindingNode;
  readonly nodes: ReadonlySet<FindingNode>;
  readonly edges: readonly CausalEdge[];
  /** Titles of findings that may lie behind the root, and of which the bundle cannot show whether they do. */
  readonly behind: readonly string[];
}

/**
 * Confirmed needs all three: the failing operation seen, the exhausted resource seen at collection time, and an entity
 * that both share; a broken prediction, a clause against it, or a rival that could not be tested leaves it likely. What
 * may be the effect of a finding, in a way that this bundle cannot show, is only possible where one of the three is missing.
 */
export function judgeConfidence(
  diagnosis: Explained,
  rivals: readonly RuleResult[],
  rates: BaseRates,
  texts: DiagnosisTexts,
): Confidence {
  const proof = proofOf(diagnosis, rates, texts);
  const against = counterEvidence(diagnosis, texts);
  const wouldChangeIf = [
    ...rivals.map((r) => texts.rival(r.compiled.rule.title, r.missing)),
    ...diagnosis.behind.map(texts.behind),
  ];
  const direct = proof.operationSeen || proof.directClauses.length > 0;
  const complete = proof.operationSeen && proof.resourceSeen && proof.shared.length > 0;
  const seen = proof.operationSeen || proof.resourceSeen || proof.directClauses.length > 0;
  const isOpen = rivals.length > 0 || diagnosis.behind.length > 0;
  const word: ConfidenceWord =
    complete && against.length === 0 && !isOpen
      ? 'confirmed'
      : complete || (seen && diagnosis.behind.length === 0)
        ? 'likely'
        : 'possible';
  const cap = direct ? CAP_WITH_OBSERVATION : CAP_WITHOUT_OBSERVATION;
  const sum =
    0.3 + 0.12 * Math.min(3, proof.families) + (proof.operationSeen ? 0.2 : 0) + (proof.resourceSeen ? 0.1 : 0);
  const value = Math.max(0.05, Math.min(cap, sum) - 0.15 * against.length - (rivals.length > 0 ? 0.1 : 0));
  return { word, value: Math.round(value * 100) / 100, for: proof.reasons, against, wouldChangeIf };
}

interface Proof {
  readonly operationSeen: boolean;
  readonly resourceSeen: boolean;
  readonly shared: readonly string[];
  readonly directClauses: readonly string[];
  /** Kinds of sources that speak for it; one event in three logs is one family. */
  readonly families: number;
  readonly reasons: readonly string[];
}

function proofOf({ root, nodes, edges }: Explained, rates: BaseRates, texts: DiagnosisTexts): Proof {
  const symptoms = edges.filter((e) => e.to.rule.kind === 'symptom');
  const shared = [...new Set(symptoms.flatMap((e) => e.shared))];
  const resource = [...nodes].find((n) => n.rule.kind !== 'symptom' && n.instance.holdsNow === true);
  const families = new Set<string>();
  const reasons: string[] = [];
  const directClauses: string[] = [];
  for (const node of nodes) {
    for (const [clause, outcome] of node.instance.clauses) {
      if (outcome !== true || (rates[`${node.rule.id}#${clause}`] ?? 0) > USELESS_BASE_RATE) continue;
      if (node === root && node.rule.direct.includes(clause)) directClauses.push(clause);
      if (node === root && (node.rule.direct.includes(clause) || node.rule.supports.includes(clause)))
        reasons.push(texts.condition(clause, node.result.compiled.conditions?.[clause]));
    }
    for (const ref of node.instance.evidence) families.add(familyOf(ref.path));
  }
  const failure = mostTelling(symptoms.map((e) => e.to));
  if (failure !== undefined) reasons.push(texts.operationSeen(failure.instance.message));
  if (resource !== undefined) reasons.push(texts.resourceSeen(resource.instance.message));
  return {
    operationSeen: symptoms.length > 0,
    resourceSeen: resource !== undefined,
    shared,
    directClauses,
    families: families.size,
    reasons,
  };
}

/** A failure that has a time tells of an operation; a value that is too high is no operation. The gravest comes first. */
function mostTelling(symptoms: readonly FindingNode[]): FindingNode | undefined {
  const hasTime = (n: FindingNode): number => (n.timing.onset.time === undefined ? 1 : 0);
  const gravity = (n: FindingNode): number => SEVERITIES.indexOf(n.instance.severity);
  return [...symptoms].sort((a, b) => hasTime(a) - hasTime(b) || gravity(a) - gravity(b))[0];
}

/** Logs of every kind are one family, since they quote each other; other sources count by what they are. */
function familyOf(path: string): string {
  if (/(?:\.log|journal|messages|syslog|dmesg)/.test(path)) return 'log';
  return path.replace(/\d+/g, 'N');
}

function counterEvidence({ root, edges }: Explained, texts: DiagnosisTexts): string[] {
  const clauses = root.rule.against
    .filter((name) => root.instance.clauses.get(name) === true)
    .map((name) => texts.condition(name, root.result.compiled.conditions?.[name]));
  const failed = edges.flatMap((e) =>
    e.predictions
      .filter((p) => p.outcome === false)
      .map((p) => texts.notSeen(texts.condition(p.name, root.result.compiled.conditions?.[p.name]), p.text)),
  );
  return [...new Set([...clauses, ...failed])];
}

/**
 * Rules that could not be decided and would explain the same symptom: their mechanism is not excluded by the error text
 * and they do not concern another object.
 */
export function untestedRivals(
  symptoms: readonly FindingNode[],
  results: readonly RuleResult[],
  own: ReadonlySet<string>,
): RuleResult[] {
  return results.filter((result) => {
    const { rule } = result.compiled;
    if (result.status !== 'unknown' || rule.status === 'draft' || rule.kind === 'symptom' || own.has(rule.id))
      return false;
    return symptoms.some((symptom) => couldExplain(result, symptom));
  });
}

/** True when an undecided rule has an edge to this symptom that nothing known forbids. */
export function couldExplain(result: RuleResult, symptom: FindingNode): boolean {
  const edges = result.compiled.explains.filter((e) => e.edge.id === symptom.rule.id);
  const undecided = [...result.others('unknown')];
  return edges.some((edge) => {
    if (undecided.length === 0) {
      if (isJudged(result, edge.edge.share, symptom)) return false;
      const outcome = edge.because.evaluate(extended(result.bindings, effectBindings(edge, symptom.instance)));
      return outcome.kind !== 'error' && !(outcome.kind === 'value' && outcome.value !== true);
    }
    return undecided.some((instance) => {
      if (sharedEntities(edge.edge.share, instance, symptom.instance) === 'none') return false;
      const outcome = edge.because.evaluate(extended(instance.bindings, effectBindings(edge, symptom.instance)));
      return outcome.kind !== 'error' && !(outcome.kind === 'value' && outcome.value !== true);
    });
  });
}

/** A list that may lack objects does not lack the one behind the symptom when that was judged, and the rule does not hold for it. */
function isJudged(result: RuleResult, share: readonly string[], { instance: effect }: FindingNode): boolean {
  if (share.length === 0) return false;
  for (const instance of result.others('clear', 'ruled-out'))
    if (Array.isArray(sharedEntities(share, instance, effect))) return true;
  return false;
}
