import { groupBy } from '../lib/group-by.ts';
import type { CompiledEdge } from '../rules/compile-edge.ts';
import type { Instance, RuleResult } from '../rules/evaluate.ts';
import type { Rule } from '../rules/rule.ts';
import { extended } from '../rules/step.ts';
import { EffectIndex } from './effect-index.ts';
import { ACTIVE_WITHIN, type Moments, type Timing, timingOf } from './timing.ts';

/** One finding about one object: a node of the causal graph. */
export interface FindingNode {
  readonly rule: Rule;
  readonly result: RuleResult;
  readonly instance: Instance;
  readonly timing: Timing;
}

/** A cause explains an effect. Only an active edge absorbs the effect; a possible one is shown and absorbs nothing. */
export interface CausalEdge {
  readonly from: FindingNode;
  readonly to: FindingNode;
  readonly status: 'active' | 'possible';
  readonly mechanism: string;
  /** Entities that cause and effect share. */
  readonly shared: readonly string[];
  readonly predictions: readonly {
    readonly name: string;
    readonly text: string;
    readonly outcome: boolean | 'unknown';
  }[];
  /** Findings that had a part in the effect and are not its cause. */
  readonly partners: readonly FindingNode[];
}

export interface CausalGraph {
  readonly nodes: readonly FindingNode[];
  readonly edges: readonly CausalEdge[];
  /** Edges that would join what files of different machines tell: no cause of one is seen to work on the other. */
  readonly refused: readonly CausalEdge[];
}

/** The machine that a log is of, by its path, where it is another one than that of the rest of the bundle. */
export type Strangers = ReadonlyMap<string, string>;
const NONE: Strangers = new Map();

/** Builds the graph of all findings: an edge needs its mechanism, a shared entity and time on its side. */
export function buildGraph(results: readonly RuleResult[], moments: Moments, strangers: Strangers = NONE): CausalGraph {
  const nodes = findingNodes(
    results.filter((result) => result.compiled.rule.status !== 'draft'),
    moments,
  );
  const byRule = groupBy(nodes, (node) => node.rule.id);
  const effects = new Map([...byRule].map(([id, list]) => [id, new EffectIndex(list)]));
  const statuses = new Map(results.map((r) => [r.compiled.rule.id, r.status]));
  const edges: CausalEdge[] = [];
  for (const from of nodes) {
    const needed = neededStatus(from.rule, statuses);
    if (needed === 'absent') continue;
    for (const edge of from.result.compiled.explains) {
      for (const to of effects.get(edge.edge.id)?.candidates(edge.edge.share, from) ?? []) {
        const found = to === from ? undefined : judgeEdge(edge, from, to, byRule);
        if (found !== undefined) edges.push(needed === 'unknown' ? { ...found, status: 'possible' } : found);
      }
    }
  }
  const isRefused = ({ from, to }: CausalEdge): boolean => machinesOf([from, to], strangers).size > 1;
  if (strangers.size === 0) return { nodes, edges, refused: [] };
  return { nodes, edges: edges.filter((e) => !isRefused(e)), refused: edges.filter(isRefused) };
}

/** Which machines the evidence of findings is of; the empty name is the machine of the bundle. */
export function machinesOf(nodes: readonly FindingNode[], strangers: Strangers): Set<string> {
  return new Set(nodes.flatMap(({ instance }) => instance.evidence.map(({ path }) => strangers.get(path) ?? '')));
}

/** What rules found, one node for each object. */
export function findingNodes(results: readonly RuleResult[], moments: Moments): FindingNode[] {
  return results.flatMap((result) =>
    result.instances
      .filter((instance) => instance.status === 'finding')
      .map((instance) => ({ rule: result.compiled.rule, result, instance, timing: timingOf(instance, moments) })),
  );
}

/** Joint causes: an edge holds only together with the other conditions its rule names. */
function neededStatus(rule: Rule, statuses: ReadonlyMap<string, string>): 'present' | 'unknown' | 'absent' {
  const needed = rule.needs.map((id) => statuses.get(id));
  if (needed.every((status) => status === 'finding')) return 'present';
  return needed.some((status) => status !== 'finding' && status !== 'unknown') ? 'absent' : 'unknown';
}

function judgeEdge(
  edge: CompiledEdge,
  from: FindingNode,
  to: FindingNode,
  byRule: ReadonlyMap<string, readonly FindingNode[]>,
): CausalEdge | undefined {
  const share = sharedEntities(edge.edge.share, from.instance, to.instance);
  if (share === 'none' || !timeAllows(edge, from.timing, to.timing)) return undefined;
  const bindings = extended(from.instance.bindings, effectBindings(edge, to.instance));
  const because = edge.because.evaluate(bindings);
  if (because.kind === 'error' || (because.kind === 'value' && because.value !== true)) return undefined;
  const predictions = [...edge.predicts].map(([name, predicted]) => {
    const outcome = predicted.evaluate(bindings);
    return {
      name,
      text: predicted.source,
      outcome: outcome.kind === 'value' ? outcome.value === true : ('unknown' as const),
    };
  });
  const partners = edge.partners.flatMap((partner) => {
    const outcome = partner.because.evaluate(bindings);
    if (outcome.kind !== 'value' || outcome.value !== true) return [];
    return (byRule.get(partner.id) ?? []).filter((node) => mayConcern(node.instance, to.instance));
  });
  const proven = because.kind === 'value' && share !== 'unknown';
  return {
    from,
    to,
    status: proven ? 'active' : 'possible',
    mechanism: edge.edge.because,
    shared: share === 'unknown' ? [] : share,
    predictions,
    partners,
  };
}

/** The effect's loop variable, by the name under which the mechanism sees it. */
export function effectBindings(edge: CompiledEdge, effect: Instance): Record<string, unknown> {
  return edge.effectAs === undefined ? {} : { [edge.effectAs]: effect.bindings[edge.effectAs] };
}

/** A finding about another disk has no part in what happens to this one. */
function mayConcern(partner: Instance, effect: Instance): boolean {
  return sharedEntities(commonKinds(partner, effect), partner, effect) !== 'none';
}

/** The kinds of entities that both name. */
export function commonKinds(a: Instance, b: Instance): string[] {
  return [...a.entities.keys()].filter((kind) => b.entities.has(kind));
}

/** Equal entities of every kind named; two objects of which nothing is known are not equal. */
export function sharedEntities(
  kinds: readonly string[],
  cause: Instance,
  effect: Instance,
): readonly string[] | 'none' | 'unknown' {
  const shared: string[] = [];
  let unknown = false;
  for (const kind of kinds) {
    const a = cause.entities.get(kind);
    const b = effect.entities.get(kind);
    if (a === undefined || b === undefined) {
      unknown = true;
      continue;
    }
    const common = inBoth(a, b);
    if (common.length === 0) return 'none';
    shared.push(...common);
  }
  return unknown ? 'unknown' : shared;
}

/** Most lists have one key; a set pays for itself only where both are long. */
function inBoth(a: readonly string[], b: readonly string[]): string[] {
  if (a.length * b.length <= 64) return a.filter((key) => b.includes(key));
  const keys = new Set(b);
  return a.filter((key) => keys.has(key));
}

/**
 * Time forbids an edge only with certainty: the cause began after the effect although both beginnings are exact and the edge
 * does not say that it is told late, or the effect went on after the cause was over and its damage does not persist.
 */
function timeAllows(edge: CompiledEdge, cause: Timing, effect: Timing): boolean {
  if (!edge.edge.persists && outlives(effect, cause)) return false;
  const { onset: a } = cause;
  const { onset: b } = effect;
  if (a.quality !== 'exact' || b.quality !== 'exact' || a.time === undefined || b.time === undefined) return true;
  return a.time - b.time <= a.uncertainty + b.uncertainty + edge.edge.late;
}

function outlives(effect: Timing, cause: Timing): boolean {
  if (cause.now !== 'past') return false;
  if (cause.lastSeen === undefined || effect.lastSeen === undefined) return effect.now === 'active';
  return effect.lastSeen - cause.lastSeen > ACTIVE_WITHIN + cause.onset.uncertainty + effect.onset.uncertainty;
}
