import type { Lang } from '../lib/lang.ts';
import { type CompiledEdge, compileEdge } from './compile-edge.ts';
import { type Compiler, createCompiler, extend, NUMBER, type RuleProblem } from './compiler.ts';
import type { Compiled, Scope } from './language.ts';
import { checkNames } from './names.ts';
import type { Conditional, Rule } from './rule.ts';
import type { Severity } from './severity.ts';
import { type Show, shellWord, type Template } from './template.ts';

/** A rule whose expressions are checked and ready to run. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Facts, the loop variable, let values and clauses: what sub-expressions are compiled in when they are explained. */
  readonly scope: Scope;
  readonly appliesWhen?: Compiled;
  readonly forEach?: { readonly as: string; readonly list: Compiled };
  readonly lets: ReadonlyMap<string, Compiled>;
  readonly clauses: ReadonlyMap<string, Compiled>;
  readonly when: Compiled;
  readonly ruledOutBy?: Compiled;
  readonly holdsNow?: Compiled;
  readonly severities: readonly { readonly severity: Severity; readonly when?: Compiled }[];
  readonly entities: ReadonlyMap<string, Compiled>;
  readonly worstBy?: Compiled;
  readonly count?: Compiled;
  readonly predict?: { readonly used: Compiled; readonly limit: Compiled; readonly next: Template };
  readonly message: Template;
  readonly label?: Template;
  readonly evidence: readonly Compiled[];
  readonly remediation: readonly CompiledStep[];
  /** The condition of each warning of `dont`, in its order. */
  readonly dontIf: readonly (Compiled | undefined)[];
  /** The same of what a reboot destroys. */
  readonly destroysIf: readonly (Compiled | undefined)[];
  readonly affected?: Template;
  /** Of its texts, where that is not English. */
  readonly lang?: Lang;
  /** Clauses in the words of another language, as far as they have some. */
  readonly conditions?: Readonly<Record<string, string>>;
  readonly explains: readonly CompiledEdge[];
}

/** The texts of a remediation step that name objects of the node. In commands the names are quoted for the shell. */
export interface CompiledStep {
  readonly do: Template;
  readonly if?: Compiled;
  readonly run?: Template;
  readonly undo?: Template;
  readonly verify?: Template;
  readonly expect?: Template;
}

const ENTITY_TYPES = new Set(['string', 'list<string>', 'double']);

/** Compiles one rule in its scope; `others` are all rules of the catalog, for edges. */
export function compileRule(rule: Rule, base: Scope, others: ReadonlyMap<string, Rule>): CompiledRule | RuleProblem[] {
  const problems: RuleProblem[] = [];
  const compiler = createCompiler(problems);
  let scope = base;
  const appliesWhen =
    rule.applies_when === undefined ? undefined : compiler.bool(scope, rule.applies_when, ['applies_when']);
  const forEach = compileForEach(rule, scope, compiler);
  if (forEach !== undefined) scope = extend(scope, { [forEach.as]: forEach.elementType }, ['for_each', 'as'], problems);
  const lets = new Map<string, Compiled>();
  for (const [name, source] of Object.entries(rule.let)) {
    const compiled = compiler.any(scope, source, ['let', name]);
    if (compiled === undefined) continue;
    lets.set(name, compiled);
    scope = extend(scope, { [name]: compiled.type }, ['let', name], problems);
  }
  const clauses = new Map<string, Compiled>();
  for (const [name, source] of Object.entries(rule.clauses)) {
    const compiled = compiler.bool(scope, source, ['clauses', name]);
    if (compiled !== undefined) clauses.set(name, compiled);
    scope = extend(scope, { [name]: 'bool' }, ['clauses', name], problems);
  }
  const compiled = compileBody(rule, scope, compiler);
  const explains = rule.explains.map((edge, i) => compileEdge(edge, i, rule, scope, others, compiler));
  problems.push(...checkNames(rule, [...clauses.values(), ...compiled.uses], explains));
  if (problems.length > 0 || compiled.when === undefined || compiled.message === undefined) return problems;
  return {
    rule,
    scope,
    ...(appliesWhen === undefined ? {} : { appliesWhen }),
    ...(forEach === undefined ? {} : { forEach: { as: forEach.as, list: forEach.list } }),
    lets,
    clauses,
    ...compiled.parts,
    when: compiled.when,
    message: compiled.message,
    explains: explains.filter((e) => e !== undefined),
  };
}

function compileForEach(
  rule: Rule,
  scope: Scope,
  compiler: Compiler,
): { as: string; list: Compiled; elementType: string } | undefined {
  if (rule.for_each === undefined) return undefined;
  const list = compiler.any(scope, rule.for_each.in, ['for_each', 'in']);
  if (list === undefined) return undefined;
  const elementType = /^list<(.+)>$/.exec(list.type)?.[1];
  if (elementType === undefined) {
    compiler.fail({ path: ['for_each', 'in'], message: `expected a list, got ${list.type}` });
    return undefined;
  }
  return { as: rule.for_each.as, list, elementType };
}

/** Everything that may use let values and clauses; `uses` collects which clauses are used. */
function compileBody(
  rule: Rule,
  scope: Scope,
  compiler: Compiler,
): {
  when: Compiled | undefined;
  message: Template | undefined;
  uses: Compiled[];
  parts: Pick<CompiledRule, 'severities' | 'entities' | 'evidence' | 'remediation' | 'dontIf' | 'destroysIf'> &
    Partial<Pick<CompiledRule, 'ruledOutBy' | 'holdsNow' | 'worstBy' | 'count' | 'predict' | 'label' | 'affected'>>;
} {
  const optional = (source: string | undefined, compile: (s: string) => Compiled | undefined): Compiled | undefined =>
    source === undefined ? undefined : compile(source);
  const when = compiler.bool(scope, rule.when, ['when']);
  const ruledOutBy = optional(rule.ruled_out_by, (s) => compiler.bool(scope, s, ['ruled_out_by']));
  const holdsNow = optional(rule.holds_now, (s) => compiler.bool(scope, s, ['holds_now']));
  const worstBy = optional(rule.worst_by, (s) => compiler.typed(scope, s, NUMBER, ['worst_by']));
  const count = optional(rule.count, (s) => compiler.typed(scope, s, NUMBER, ['count']));
  const severities = compileSeverities(rule, scope, compiler);
  const entities = new Map<string, Compiled>();
  for (const [kind, source] of Object.entries(rule.entities)) {
    const compiled = compiler.typed(scope, source, ENTITY_TYPES, ['entities', kind]);
    if (compiled !== undefined) entities.set(kind, compiled);
  }
  const { message, remediation, ...texts } = templatesOf(rule, scope, compiler);
  const evidence = rule.evidence.flatMap((source, i) => compiler.any(scope, source, ['evidence', i]) ?? []);
  const conditionsOf = (texts: readonly Conditional[], path: readonly PropertyKey[]): (Compiled | undefined)[] =>
    texts.map((text, i) => optional(text.if, (s) => compiler.bool(scope, s, [...path, i, 'if'])));
  const dontIf = conditionsOf(rule.dont, ['dont']);
  const destroysIf = conditionsOf(rule.reboot?.destroys ?? [], ['reboot', 'destroys']);
  const uses = [when, ruledOutBy, holdsNow, ...severities.map((s) => s.when)].filter((c) => c !== undefined);
  return {
    when,
    message,
    uses,
    parts: {
      severities,
      entities,
      evidence,
      remediation,
      dontIf,
      destroysIf,
      ...texts,
      ...(ruledOutBy === undefined ? {} : { ruledOutBy }),
      ...(holdsNow === undefined ? {} : { holdsNow }),
      ...(worstBy === undefined ? {} : { worstBy }),
      ...(count === undefined ? {} : { count }),
    },
  };
}

type Texts = Pick<CompiledRule, 'remediation'> &
  Partial<Pick<CompiledRule, 'message' | 'label' | 'predict' | 'affected'>>;

/** Compiles the texts of a rule once more, as where they are those of another language. */
export function compileTexts(rule: Rule, scope: Scope, show: Show): Texts | RuleProblem[] {
  const problems: RuleProblem[] = [];
  const texts = templatesOf(rule, scope, createCompiler(problems, show));
  return problems.length > 0 ? problems : texts;
}

/** Everything that is shown to a reader. */
function templatesOf(rule: Rule, scope: Scope, compiler: Compiler): Texts {
  const message = compiler.template(scope, rule.message, ['message']);
  const label = rule.label === undefined ? undefined : compiler.template(scope, rule.label, ['label']);
  const predict = compilePredict(rule, scope, compiler);
  const affected = rule.affected === undefined ? undefined : compiler.template(scope, rule.affected, ['affected']);
  return {
    remediation: rule.remediation.flatMap((step, i) => compileStep(step, ['remediation', i], scope, compiler) ?? []),
    ...(message === undefined ? {} : { message }),
    ...(label === undefined ? {} : { label }),
    ...(predict === undefined ? {} : { predict }),
    ...(affected === undefined ? {} : { affected }),
  };
}

function compileStep(
  step: Rule['remediation'][number],
  path: readonly PropertyKey[],
  scope: Scope,
  compiler: Compiler,
): CompiledStep | undefined {
  const text = compiler.template(scope, step.do, [...path, 'do']);
  const commands: Partial<Record<'run' | 'undo' | 'verify' | 'expect', Template>> = {};
  for (const key of ['run', 'undo', 'verify', 'expect'] as const) {
    const source = step[key];
    if (source === undefined) continue;
    const template = compiler.template(scope, source, [...path, key], key === 'expect' ? undefined : shellWord);
    if (template !== undefined) commands[key] = template;
  }
  const condition = step.if === undefined ? undefined : compiler.bool(scope, step.if, [...path, 'if']);
  return text === undefined
    ? undefined
    : { do: text, ...(condition === undefined ? {} : { if: condition }), ...commands };
}

function compileSeverities(rule: Rule, scope: Scope, compiler: Compiler): { severity: Severity; when?: Compiled }[] {
  if (typeof rule.severity === 'string') return [{ severity: rule.severity }];
  return rule.severity.flatMap((tier, i) =>
    Object.entries(tier).flatMap(([severity, source]) => {
      const when = compiler.bool(scope, source, ['severity', i, severity]);
      return when === undefined ? [] : [{ severity: severity as Severity, when }];
    }),
  );
}

function compilePredict(rule: Rule, scope: Scope, compiler: Compiler): CompiledRule['predict'] {
  if (rule.predict === undefined) return undefined;
  const used = compiler.typed(scope, rule.predict.used, NUMBER, ['predict', 'used']);
  const limit = compiler.typed(scope, rule.predict.limit, NUMBER, ['predict', 'limit']);
  const next = compiler.template(scope, rule.predict.next, ['predict', 'next']);
  return used === undefined || limit === undefined || next === undefined ? undefined : { used, limit, next };
}
