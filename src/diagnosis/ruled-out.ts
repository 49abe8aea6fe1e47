import type { Instance, RuleResult } from '../rules/evaluate.ts';
import type { ClauseReport } from '../rules/explain.ts';
import { extended } from '../rules/step.ts';
import { commonKinds, effectBindings, type FindingNode, sharedEntities } from './graph.ts';

/** A cause that was tested and is not it. */
export interface RuledOut {
  readonly rule: RuleResult['compiled']['rule'];
  /** The object that was judged: the one behind the failing path where it is known. */
  readonly label: string;
  readonly clauses: readonly ClauseReport[];
  /** The error text itself allows this cause, so that a reader would have suspected it. */
  readonly suspected: boolean;
}

/** Causes that cannot be judged because their values were sampled at another time than the symptom was seen. */
export interface SampledLater {
  readonly rule: RuleResult['compiled']['rule'];
  readonly reason: string;
}

/**
 * Rules that would explain a symptom and do not hold, with the values that decided. A value sampled later never rules
 * out a past event: for a symptom that is over, such a rule is only listed when its own evidence covers that time.
 */
export function judgeRuledOut(
  symptoms: readonly FindingNode[],
  results: readonly RuleResult[],
): { ruledOut: RuledOut[]; sampledLater: SampledLater[] } {
  const ruledOut: RuledOut[] = [];
  const sampledLater: SampledLater[] = [];
  const reach = symptomsReached(results, symptoms);
  for (const result of results) {
    const { rule } = result.compiled;
    const concerned = reach.get(rule.id) ?? [];
    // What holds, or is not known, about other objects does not keep the one behind the failing path from being ruled out.
    const isElsewhere = ['finding', 'unknown'].includes(result.status) && !mayHoldBehind(result, concerned);
    if (result.status !== 'clear' && result.status !== 'ruled-out' && !isElsewhere) continue;
    if (rule.kind === 'symptom' || rule.status === 'draft') continue;
    if (concerned.length === 0) continue;
    const active = concerned.filter((s) => isOfSample(s.timing));
    if (active.length === 0 && samplesState(result)) {
      sampledLater.push({ rule, reason: whyNotSampled(concerned) });
      continue;
    }
    const instance = mostRelevant(result, active.length > 0 ? active : concerned, isElsewhere);
    if (instance === undefined) continue;
    ruledOut.push({
      rule,
      label: instance.label,
      clauses: decidingClauses(instance),
      suspected: isSuspected(result, instance, concerned),
    });
  }
  ruledOut.sort((a, b) => Number(b.suspected) - Number(a.suspected) || (a.rule.id < b.rule.id ? -1 : 1));
  return { ruledOut, sampledLater };
}

/** Whether values that were sampled at collection speak about it: it was going on then. */
const isOfSample = ({ now, beforeBoot, afterSample }: FindingNode['timing']): boolean =>
  now === 'active' && !beforeBoot && !afterSample;

function whyNotSampled(concerned: readonly FindingNode[]): string {
  if (concerned.some((s) => s.timing.beforeBoot)) return 'the node was rebooted since';
  return concerned.every((s) => s.timing.afterSample)
    ? 'the values were sampled before the failures began'
    : 'the failures had stopped before the values were sampled';
}

/** The symptoms each rule would explain, directly or through other rules. */
function symptomsReached(results: readonly RuleResult[], symptoms: readonly FindingNode[]): Map<string, FindingNode[]> {
  const explains = new Map(results.map((r) => [r.compiled.rule.id, r.compiled.rule.explains.map((e) => e.id)]));
  const reach = new Map<string, FindingNode[]>();
  for (const id of explains.keys()) {
    const seen = new Set([id]);
    for (const next of seen) for (const effect of explains.get(next) ?? []) seen.add(effect);
    reach.set(
      id,
      symptoms.filter((s) => s.rule.id !== id && seen.has(s.rule.id)),
    );
  }
  return reach;
}

/** Only a rule that says what holds now judges by a sample; a rule over logs judges the whole time they cover. */
function samplesState(result: RuleResult): boolean {
  return result.compiled.holdsNow !== undefined;
}

/** Whether the rule holds, or might, for an object that one of the symptoms shares: then it is a cause, or might be one. */
function mayHoldBehind(result: RuleResult, symptoms: readonly FindingNode[]): boolean {
  const found = result.instances.filter((i) => i.status === 'finding');
  return (
    found.some((i) => symptoms.some((s) => Array.isArray(sharedWith(i, s)))) ||
    [...result.others('unknown')].some((i) =>
      symptoms.some((s) => commonKinds(i, s.instance).length === 0 || sharedWith(i, s) !== 'none'),
    )
  );
}

function sharedWith(instance: Instance, symptom: FindingNode): ReturnType<typeof sharedEntities> {
  const kinds = commonKinds(instance, symptom.instance);
  return kinds.length === 0 ? 'none' : sharedEntities(kinds, instance, symptom.instance);
}

/** Whether an instance is about the object behind the failing path. */
const ELSEWHERE = 0;
const PERHAPS = 1;
const CERTAIN = 2;

/** The instance that says most of the symptoms, of equal ones the worst. Thousands are visited, and only the best is kept. */
function mostRelevant(
  result: RuleResult,
  symptoms: readonly FindingNode[],
  certainOnly: boolean,
): Instance | undefined {
  let best: { readonly instance: Instance; readonly relevance: number } | undefined;
  for (const instance of result.others('clear', 'ruled-out')) {
    const relevance = Math.max(...symptoms.map((symptom) => relevanceOf(instance, symptom)));
    if (certainOnly && relevance < CERTAIN) continue;
    const better = best === undefined ? 1 : relevance - best.relevance || instance.weight - best.instance.weight;
    if (better > 0) best = { instance, relevance };
  }
  return best?.instance;
}

function relevanceOf(instance: Instance, symptom: FindingNode): number {
  const shared = sharedWith(instance, symptom);
  if (shared === 'none') return ELSEWHERE;
  return shared === 'unknown' ? PERHAPS : CERTAIN;
}

/** What is false, with its values: clauses that hold did not decide. */
function decidingClauses(instance: Instance): ClauseReport[] {
  return instance.report().filter((clause) => clause.outcome !== true && clause.values.some((v) => v.isKnown));
}

function isSuspected(result: RuleResult, instance: Instance, symptoms: readonly FindingNode[]): boolean {
  return result.compiled.explains.some((edge) =>
    symptoms.some((symptom) => {
      if (symptom.rule.id !== edge.edge.id) return false;
      const outcome = edge.because.evaluate(extended(instance.bindings, effectBindings(edge, symptom.instance)));
      return outcome.kind === 'unknown' || (outcome.kind === 'value' && outcome.value === true);
    }),
  );
}
