import type { SourceRef } from '../lib/source-ref.ts';
import { cutMiddle } from '../lib/text.ts';
import type { CompiledRule } from './compile.ts';
import type { Instance, Missing, Run, SeenTimes } from './evaluate.ts';
import { type ClauseReport, reportClauses, whyUnknown } from './explain.ts';
import type { Compiled, Outcome } from './language.ts';
import { refsOf } from './provenance.ts';
import type { RuleStatus } from './rule.ts';
import type { Severity } from './severity.ts';
import { type Bindings, boundValue } from './step.ts';

/** What is known of an instance once its status is. */
export interface Decided {
  readonly status: RuleStatus;
  readonly bindings: Record<string, unknown>;
  readonly error: string | undefined;
  /** The expression that could not be decided. */
  readonly undecided: Compiled | undefined;
}

/**
 * A rule may have thousands of objects of which a handful holds: beyond the status, everything is computed when it is
 * first asked for. A class, because its getters are shared by all instances.
 */
export class EvaluatedInstance implements Instance {
  readonly status: RuleStatus;
  readonly bindings: Bindings;
  readonly error?: string;
  readonly weight: number;
  readonly #run: Run;
  readonly #undecided: Compiled | undefined;
  #entities: Instance['entities'] | undefined;
  #judged: Judged | undefined;
  #told: Told | undefined;

  constructor(run: Run, { status, bindings, error, undecided }: Decided) {
    this.status = status;
    this.bindings = bindings;
    if (error !== undefined) this.error = error;
    this.#undecided = undecided;
    // All instances are sorted by it.
    this.weight = numberOf(run.compiled.worstBy, bindings, 0);
    this.#run = run;
  }

  get missing(): readonly Missing[] {
    return this.#undecided === undefined ? [] : whyUnknown(this.#run, this.#undecided, this.bindings);
  }

  /** A clause that could not be evaluated is not bound. */
  get clauses(): Instance['clauses'] {
    const names = [...this.#run.compiled.clauses.keys()];
    return new Map(names.map((name) => [name, outcomeOf(boundValue(this.bindings, name))]));
  }

  get severity(): Severity {
    return this.#judge().severity;
  }

  get entities(): Instance['entities'] {
    this.#entities ??= entitiesOf(this.#run.compiled, this.bindings);
    return this.#entities;
  }

  get count(): number {
    return this.#judge().count;
  }

  get holdsNow(): Judged['holdsNow'] {
    return this.#judge().holdsNow;
  }

  get seen(): readonly SeenTimes[] {
    return this.#judge().seen;
  }

  get untimed(): boolean {
    return this.#judge().untimed;
  }

  get message(): string {
    return this.#tell().message;
  }

  get label(): string {
    return this.#tell().label;
  }

  get evidence(): readonly SourceRef[] {
    return this.#tell().evidence;
  }

  report(): ClauseReport[] {
    return reportClauses(this.#run, this.bindings, this.clauses);
  }

  #judge(): Judged {
    this.#judged ??= judge(this.#run, this.bindings);
    return this.#judged;
  }

  #tell(): Told {
    this.#told ??= tell(this.#run, this.bindings);
    return this.#told;
  }
}

/** A clause that fails is not told apart from one that is not known. */
const outcomeOf = (value: unknown): boolean | 'unknown' => (typeof value === 'boolean' ? value : 'unknown');

type Judged = Pick<Instance, 'severity' | 'count' | 'holdsNow' | 'seen' | 'untimed'>;

/** What the diagnosis asks of instances that hold. */
function judge({ compiled, language }: Run, bindings: Bindings): Judged {
  const holds = compiled.holdsNow?.evaluate(bindings);
  return {
    severity: severityOf(compiled, bindings),
    count: numberOf(compiled.count, bindings, 1),
    holdsNow: holds === undefined ? 'unstated' : holds.kind === 'value' ? holds.value === true : 'unknown',
    seen: compiled.evidence.flatMap((e) => seenTimes(e.evaluate(bindings))),
    untimed: compiled.evidence.some((e) => language.hasField(e.type, 'seen') && isUntimed(e.evaluate(bindings))),
  };
}

function numberOf(expression: Compiled | undefined, bindings: Bindings, otherwise: number): number {
  const outcome = expression?.evaluate(bindings);
  return outcome?.kind === 'value' ? Number(outcome.value) : otherwise;
}

/** Longest name of an object; the paths of stacked mounts reach thousands of characters. */
const MAX_LABEL = 160;

type Told = Pick<Instance, 'message' | 'label' | 'evidence'>;

/** What only a reader asks, of the few instances that are shown. */
function tell({ compiled }: Run, bindings: Bindings): Told {
  const message = compiled.message.render(bindings) ?? compiled.rule.title;
  return {
    message,
    label: cutMiddle(compiled.label?.render(bindings) ?? message, MAX_LABEL),
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
