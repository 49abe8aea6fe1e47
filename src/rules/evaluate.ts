import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { CompiledRule } from './compile.ts';
import { EvaluatedInstance } from './evaluated-instance.ts';
import { type ClauseReport, uniqueReasons, whatItemsLack, whyUnknown } from './explain.ts';
import { applyRule, decideApplies, evaluateInstance, pendingValues } from './instance.ts';
import type { Language } from './language.ts';
import type { RuleStatus } from './rule.ts';
import type { Severity } from './severity.ts';
import { type Bindings, extended, type Pending } from './step.ts';
import { sortWorstFirst } from './worst-first.ts';

/** A reason why something is not known, in the words of the snapshot. */
export interface Missing {
  readonly source: string;
  readonly reason: string;
}

/** What the engine asks of the facts. */
export interface FactSource {
  lookup(
    name: string,
  ):
    | { readonly known: true; readonly value: unknown; readonly incomplete: readonly Missing[] }
    | { readonly known: false; readonly missing: readonly Missing[] };
  /** Every fact by its name, worked out when it is first read; undefined where it is not known. */
  readonly bindings: Bindings;
  /** What became of a source that a field needs. */
  reasonFor(source: string): Missing;
  /** Whether something of a source was read. */
  isCollected(source: string): boolean;
}

/** When log evidence was seen: any fact object may carry one as its field `seen`. Epoch seconds. */
export interface SeenTimes {
  readonly first: number;
  readonly last: number;
  readonly first_is_onset: boolean;
  readonly uncertainty: number;
}

/** A rule applied to one object (or to the node, for a rule without for_each). */
export interface Instance {
  readonly status: RuleStatus;
  readonly bindings: Bindings;
  /** Outcome of each clause; computed for every status. */
  readonly clauses: ReadonlyMap<string, boolean | 'unknown'>;
  readonly error?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly label: string;
  readonly entities: ReadonlyMap<string, readonly string[]>;
  readonly weight: number;
  readonly count: number;
  readonly holdsNow: boolean | 'unknown' | 'unstated';
  readonly evidence: readonly SourceRef[];
  /** Log times that the evidence carries. */
  readonly seen: readonly SeenTimes[];
  /** Some evidence is lines of a log whose time could not be placed. */
  readonly untimed: boolean;
  readonly missing: readonly Missing[];
  /** Clause texts with their values, for reports. */
  report(): ClauseReport[];
}

export interface RuleResult {
  readonly compiled: CompiledRule;
  /** The facts, without the loop variable. */
  readonly bindings: Bindings;
  readonly status: RuleStatus;
  /** Those that hold and those that failed, the worst first. */
  readonly instances: readonly Instance[];
  /** The others, in the order of the facts. Of thousands few are asked about: they are evaluated once more, each when visited. */
  others(...statuses: Other[]): Iterable<Instance>;
  /** The object that is nearest to the limit which the rule watches, of those that hold and those measured to be far from it. */
  readonly nearest?: Nearest;
  readonly missing: readonly Missing[];
  /** What the rule would lack next of its objects, where the list of them is not there. */
  alsoMissing?(): readonly Missing[];
  readonly error?: string;
}

type Other = Exclude<RuleStatus, 'finding' | 'error'>;

/** How much of its limit an object has used up, in the unit of the rule. */
export interface Nearest {
  readonly used: number;
  readonly limit: number;
  readonly instance: Instance;
}

/** Every instance of a rule, the worst first. */
export const allInstances = (result: RuleResult): readonly Instance[] =>
  sortWorstFirst([...result.instances, ...result.others('unknown', 'clear', 'ruled-out', 'not-applicable')]);

/** What evaluating one rule needs. */
export interface Run {
  readonly compiled: CompiledRule;
  readonly facts: FactSource;
  readonly language: Language;
  /** Lets and clauses, as what an instance has under their names until somebody reads them. */
  readonly named: readonly (readonly [name: string, value: Pending])[];
}

/** Evaluates one rule over the facts. Pure; an error in an expression becomes the status `error`. */
export function evaluateRule(compiled: CompiledRule, facts: FactSource, language: Language): RuleResult {
  const run: Run = { compiled, facts, language, named: pendingValues(compiled) };
  const base = facts.bindings;
  if (compiled.forEach === undefined) return summarize(run, base, [undefined], () => ({}), []);
  const { as, list } = compiled.forEach;
  // Without any object to try it on, a condition over facts alone still decides.
  const applies =
    compiled.appliesWhen?.variables.includes(as) === true ? undefined : decideApplies(compiled.appliesWhen, base);
  if (applies !== undefined) return inapplicable(run, base, applies);
  const outcome = list.evaluate(base);
  if (outcome.kind === 'error') return withoutInstances(run, base, 'error', { error: outcome.message });
  if (outcome.kind === 'unknown')
    return {
      ...withoutInstances(run, base, 'unknown', { missing: whyUnknown(run, list, base) }),
      alsoMissing: () => whatItemsLack(run, { name: as, list }),
    };
  const items: unknown[] = Array.isArray(outcome.value) ? outcome.value : [];
  const incomplete = list.variables.flatMap((name) => incompleteness(facts, name));
  return summarize(run, base, items, (item) => ({ [as]: item }), incomplete);
}

function inapplicable(
  run: Run,
  bindings: Bindings,
  { status, by, error }: NonNullable<ReturnType<typeof decideApplies>>,
): RuleResult {
  const missing = by === undefined ? [] : whyUnknown(run, by, bindings);
  return withoutInstances(run, bindings, status, { missing, ...(error === undefined ? {} : { error }) });
}

const withoutInstances = (
  { compiled }: Run,
  bindings: Bindings,
  status: RuleStatus,
  why: { readonly missing?: readonly Missing[]; readonly error?: string },
): RuleResult => ({
  compiled,
  bindings,
  status,
  instances: [],
  others: () => [],
  missing: [],
  ...why,
});

function incompleteness(facts: FactSource, name: string): readonly Missing[] {
  const found = facts.lookup(name);
  return found.known ? found.incomplete : [];
}

/** Objects of one rule are unknown for the same few reasons; so many of them are asked why. */
const MAX_ASKED = 100;

/**
 * Applies the rule to each object. Any finding wins, then error, then unknown; a list that may lack members is unknown
 * rather than clear.
 */
function summarize(
  run: Run,
  bindings: Bindings,
  objects: readonly unknown[],
  own: (object: unknown) => Bindings,
  incomplete: readonly Missing[],
): RuleResult {
  const instances: Instance[] = [];
  const others = new Map<RuleStatus, unknown[]>();
  const reasons: Missing[] = [];
  let nearest: (Usage & { readonly object: unknown }) | undefined;
  // Of thousands of objects hardly one holds, and nobody asks for what was bound for the others.
  let reused: Record<string, unknown> | undefined;
  for (const object of objects) {
    const decided = applyRule(run, Object.assign(reused ?? extended(bindings, {}), own(object)));
    const { status } = decided;
    const usage = status === 'finding' || status === 'ruled-out' ? usageOf(run, decided.bindings) : undefined;
    if (usage !== undefined && (nearest === undefined || ratioOf(usage) > ratioOf(nearest)))
      nearest = { ...usage, object };
    if (status === 'finding' || status === 'error') {
      reused = undefined;
      instances.push(new EvaluatedInstance(run, decided));
      continue;
    }
    reused = decided.bindings;
    append(others, status, object);
    if (status === 'unknown' && (others.get(status)?.length ?? 0) <= MAX_ASKED)
      reasons.push(...new EvaluatedInstance(run, decided).missing);
  }
  const again = (object: unknown): Instance => evaluateInstance(run, bindings, own(object));
  const status = ((): RuleStatus => {
    if (instances.some((i) => i.status === 'finding')) return 'finding';
    if (instances.length > 0) return 'error';
    if (others.has('unknown')) return 'unknown';
    if (incomplete.length > 0 && !others.has('ruled-out')) return 'unknown';
    if (objects.length === 0 || others.has('clear')) return 'clear';
    return others.has('ruled-out') ? 'ruled-out' : 'not-applicable';
  })();
  const missing = status === 'unknown' ? uniqueReasons([...reasons, ...incomplete]) : [];
  const error = instances.find((i) => i.error !== undefined)?.error;
  return {
    compiled: run.compiled,
    bindings,
    status,
    instances: sortWorstFirst(instances),
    *others(...statuses) {
      for (const other of statuses) for (const object of others.get(other) ?? []) yield again(object);
    },
    ...(nearest === undefined
      ? {}
      : { nearest: { used: nearest.used, limit: nearest.limit, instance: again(nearest.object) } }),
    missing,
    ...(error === undefined ? {} : { error }),
  };
}

type Usage = Pick<Nearest, 'used' | 'limit'>;

const ratioOf = ({ used, limit }: Usage): number => used / limit;

function usageOf({ compiled: { predict } }: Run, bindings: Bindings): Usage | undefined {
  const used = predict?.used.evaluate(bindings);
  const limit = predict?.limit.evaluate(bindings);
  if (used?.kind !== 'value' || limit?.kind !== 'value' || Number(limit.value) <= 0) return undefined;
  return { used: Number(used.value), limit: Number(limit.value) };
}
