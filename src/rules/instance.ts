import type { CompiledRule } from './compile.ts';
import type { Bindings, Instance, Run, SeenTimes } from './evaluate.ts';
import { reportClauses, whyUnknown } from './explain.ts';
import type { Compiled, Outcome } from './language.ts';
import { refsOf } from './provenance.ts';
import type { RuleStatus, Severity } from './rule.ts';

/** Applies a rule to one object: lets, clauses and the decision, with everything the diagnosis asks of it. */
export function evaluateInstance(run: Run, start: Bindings): Instance {
  const { compiled } = run;
  const bindings: Record<string, unknown> = { ...start };
  let error: string | undefined;
  const bind = (name: string, outcome: Outcome): void => {
    if (outcome.kind === 'value') bindings[name] = outcome.value;
    else if (outcome.kind === 'error') error ??= `${name}: ${outcome.message}`;
  };
  for (const [name, expression] of compiled.lets) bind(name, bounded(expression.evaluate(bindings)));
  const clauses = new Map<string, boolean | 'unknown'>();
  for (const [name, expression] of compiled.clauses) {
    const outcome = expression.evaluate(bindings);
    bind(name, outcome);
    clauses.set(name, outcome.kind === 'value' ? outcome.value === true : 'unknown');
  }
  const decided = decide(run, bindings);
  error ??= decided.error;
  // A rule that does not concern this node cannot fail on it either.
  const status = error === undefined || decided.status === 'not-applicable' ? decided.status : 'error';
  let known: Told | undefined;
  const told = (): Told => {
    known ??= tell(run, bindings);
    return known;
  };
  return {
    status,
    bindings,
    clauses,
    ...(error === undefined ? {} : { error }),
    ...judge(run, bindings),
    missing: status === 'unknown' && decided.by !== undefined ? whyUnknown(run, decided.by, bindings) : [],
    get message() {
      return told().message;
    },
    get label() {
      return told().label;
    },
    get evidence() {
      return told().evidence;
    },
    report: () => reportClauses(run, bindings, clauses),
  };
}

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

type Judged = Pick<Instance, 'severity' | 'entities' | 'weight' | 'count' | 'holdsNow' | 'seen' | 'untimed'>;

/** What the diagnosis asks of every instance. */
function judge({ compiled, language }: Run, bindings: Bindings): Judged {
  const number = (expression: Compiled | undefined, otherwise: number): number => {
    const outcome = expression?.evaluate(bindings);
    return outcome?.kind === 'value' ? Number(outcome.value) : otherwise;
  };
  const holds = compiled.holdsNow?.evaluate(bindings);
  return {
    severity: severityOf(compiled, bindings),
    entities: entitiesOf(compiled, bindings),
    weight: number(compiled.worstBy, 0),
    count: number(compiled.count, 1),
    holdsNow: holds === undefined ? 'unstated' : holds.kind === 'value' ? holds.value === true : 'unknown',
    seen: compiled.evidence.flatMap((e) => seenTimes(e.evaluate(bindings))),
    untimed: compiled.evidence.some((e) => language.hasField(e.type, 'seen') && isUntimed(e.evaluate(bindings))),
  };
}

type Told = Pick<Instance, 'message' | 'label' | 'evidence'>;

/** What only a reader asks, of the few instances that are shown. */
function tell({ compiled }: Run, bindings: Bindings): Told {
  const message = compiled.message.render(bindings) ?? compiled.rule.title;
  return {
    message,
    label: compiled.label?.render(bindings) ?? message,
    evidence: compiled.evidence.flatMap((e) => refsOf(e, bindings, compiled.scope)),
  };
}

function seenTimes(outcome: Outcome): SeenTimes[] {
  if (outcome.kind !== 'value' || typeof outcome.value !== 'object' || outcome.value === null) return [];
  const items: unknown[] = Array.isArray(outcome.value) ? outcome.value : [outcome.value];
  return items.flatMap((item) => {
    const seen = typeof item === 'object' && item !== null && 'seen' in item ? item.seen : undefined;
    return isSeenTimes(seen) ? [seen] : [];
  });
}

/** An object that could say when it was seen and does not; a group without any line has nothing to say. */
function isUntimed(outcome: Outcome): boolean {
  if (outcome.kind !== 'value' || typeof outcome.value !== 'object' || outcome.value === null) return false;
  const { seen, distinct } = outcome.value as { seen?: unknown; distinct?: unknown };
  return seen === undefined && distinct !== 0;
}

function isSeenTimes(value: unknown): value is SeenTimes {
  return (
    typeof value === 'object' && value !== null && 'first' in value && 'last' in value && 'first_is_onset' in value
  );
}

function severityOf(compiled: CompiledRule, bindings: Bindings): Severity {
  for (const { severity, when } of compiled.severities) {
    if (when === undefined) return severity;
    const outcome = when.evaluate(bindings);
    if (outcome.kind === 'value' && outcome.value === true) return severity;
  }
  return 'info';
}

function entitiesOf(compiled: CompiledRule, bindings: Bindings): Map<string, readonly string[]> {
  const entities = new Map<string, readonly string[]>();
  for (const [kind, expression] of compiled.entities) {
    const outcome = expression.evaluate(bindings);
    if (outcome.kind !== 'value') continue;
    const values: unknown[] = Array.isArray(outcome.value) ? outcome.value : [outcome.value];
    const keys = values.map(String).filter((v) => v !== '');
    if (keys.length > 0) entities.set(kind, keys);
  }
  return entities;
}
