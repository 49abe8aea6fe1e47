import type { CompiledRule } from './compile.ts';
import type { Instance, Run } from './evaluate.ts';
import { type Decided, EvaluatedInstance } from './evaluated-instance.ts';
import type { Compiled, Outcome } from './language.ts';
import type { RuleStatus } from './rule.ts';
import { type Bindings, extended, Fault, Pending } from './step.ts';

/** Applies a rule to one object, which `own` names, or to the node: lets, clauses and the decision. */
export const evaluateInstance = (run: Run, facts: Bindings, own: Bindings): Instance =>
  new EvaluatedInstance(run, applyRule(run, extended(facts, own)));

/** The same for bindings that hold the object; of lets and clauses they get what the decision asks for. */
export function applyRule(run: Run, bindings: Record<string, unknown>): Decided {
  for (const [name, value] of run.named) bindings[name] = value;
  const { status, by, error } = decide(run, bindings);
  return { status, bindings, error, undecided: status === 'unknown' ? by : undefined };
}

/** Lets and clauses by name, for bindings: most of them are never read. */
export function pendingValues({ lets, clauses }: Pick<CompiledRule, 'lets' | 'clauses'>): Run['named'] {
  return [
    ...[...lets].map(([name, let_]) => [name, pending(name, (bindings) => bounded(let_.evaluate(bindings)))] as const),
    ...[...clauses].map(([name, clause]) => [name, pending(name, clause.evaluate)] as const),
  ];
}

const pending = (name: string, evaluate: Compiled['evaluate']): Pending =>
  new Pending((bindings) => {
    const outcome = evaluate(bindings);
    if (outcome.kind === 'value') return outcome.value;
    return outcome.kind === 'error' ? new Fault(`${name}: ${outcome.message}`) : undefined;
  });

/** Only a let that doubles a value again and again builds more than this; comprehensions over it would not end. */
const MAX_SIZE = 20_000;

function bounded(outcome: Outcome): Outcome {
  if (outcome.kind !== 'value') return outcome;
  const { value } = outcome;
  const size = Array.isArray(value) ? value.length : typeof value === 'string' ? value.length / 10 : 0;
  return size > MAX_SIZE ? { kind: 'error', message: `the value has more than ${MAX_SIZE} elements` } : outcome;
}

interface Decision {
  readonly status: RuleStatus;
  /** The expression that could not be decided. */
  readonly by?: Compiled;
  readonly error?: string;
}

/** The order of the design: applies_when, ruled_out_by, when. */
function decide({ compiled }: Run, bindings: Bindings): Decision {
  const { appliesWhen, ruledOutBy, when } = compiled;
  const applies = decideApplies(appliesWhen, bindings);
  if (applies !== undefined) return applies;
  const ruledOut = ruledOutBy?.evaluate(bindings);
  if (ruledOut?.kind === 'error') return { status: 'error', error: ruledOut.message };
  if (ruledOut?.kind === 'value' && ruledOut.value === true) return { status: 'ruled-out' };
  const holds = when.evaluate(bindings);
  if (holds.kind === 'value') return { status: holds.value === true ? 'finding' : 'clear' };
  return holds.kind === 'error' ? { status: 'error', error: holds.message } : { status: 'unknown', by: when };
}

/** Undefined when the rule applies. */
export function decideApplies(appliesWhen: Compiled | undefined, bindings: Bindings): Decision | undefined {
  const applies = appliesWhen?.evaluate(bindings);
  if (appliesWhen === undefined || applies === undefined) return undefined;
  if (applies.kind === 'error') return { status: 'error', error: applies.message };
  if (applies.kind === 'unknown') return { status: 'unknown', by: appliesWhen };
  return applies.value === true ? undefined : { status: 'not-applicable' };
}
