import { formatBytes } from '../lib/bytes.ts';
import type { Lang } from '../lib/lang.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { formatDuration, formatTime } from '../lib/time.ts';
import { accessPaths, askedOfItems } from './ast.ts';
import type { CompiledRule } from './compile.ts';
import type { FactSource, Missing } from './evaluate.ts';
import { type Compiled, isProblem, type Language } from './language.ts';
import { refsOf } from './provenance.ts';
import { type Bindings, boundValue } from './step.ts';
import { formatValue, notKnownIn } from './template.ts';

/** A clause as the report prints it: its text, its outcome and the values that decided. */
export interface ClauseReport {
  readonly name: string;
  /** What it says, in another language than English. */
  readonly title?: string;
  readonly text: string;
  readonly outcome: boolean | 'unknown';
  readonly values: readonly {
    readonly path: string;
    readonly value: string;
    readonly isKnown: boolean;
    readonly refs: readonly SourceRef[];
  }[];
}

interface Run {
  readonly compiled: CompiledRule;
  readonly facts: FactSource;
  readonly language: Language;
}

export function reportClauses(
  run: Run,
  bindings: Bindings,
  outcomes: ReadonlyMap<string, boolean | 'unknown'>,
): ClauseReport[] {
  return [...run.compiled.clauses].map(([name, clause]) => ({
    name,
    ...titleOf(run.compiled, name),
    text: clause.source,
    outcome: outcomes.get(name) ?? 'unknown',
    values: valuesOf(run, clause, bindings),
  }));
}

function titleOf({ conditions }: CompiledRule, name: string): Pick<ClauseReport, 'title'> {
  const title = conditions?.[name];
  return title === undefined ? {} : { title };
}

/** Every value the expression looks at; names of other clauses are left out, they have reports of their own. */
function valuesOf(run: Run, clause: Compiled, bindings: Bindings): ClauseReport['values'] {
  return accessPaths(clause.ast).flatMap((path) => {
    if (run.compiled.clauses.has(path)) return [];
    const compiled = run.compiled.scope.compile(path);
    if (isProblem(compiled)) return [];
    const outcome = compiled.evaluate(bindings);
    const { lang } = run.compiled;
    const value = outcome.kind === 'value' ? inUnit(path, outcome.value, lang) : notKnownIn(lang);
    return [
      {
        path,
        value,
        isKnown: outcome.kind === 'value',
        refs: refsOf(resolveLet(run.compiled, compiled), bindings, run.compiled.scope),
      },
    ];
  });
}

/** 2001-09-09 in epoch seconds: what is larger and named like a moment is one. */
const EPOCH = 1e9;

const PER_DAY: Readonly<Record<Lang, (amount: string) => string>> = {
  en: (amount) => `${amount} a day`,
  zh: (amount) => `每天 ${amount}`,
};

/** Fields are named for their unit: a reader does not count the digits of bytes and seconds. */
export function inUnit(path: string, value: unknown, lang: Lang | undefined): string {
  const [name = ''] = /[a-z_]*$/.exec(path) ?? [];
  if (typeof value !== 'number' || /(?:^|_)(?:ratio|count)$/.test(name)) return formatValue(value, lang);
  if (/(?:^|_)bytes_per_day$/.test(name)) return PER_DAY[lang ?? 'en'](formatBytes(value));
  if (/(?:^|_)bytes(?:_|$)/.test(name)) return formatBytes(value);
  if (/(?:^|_)(?:seconds|age|lasts|lasted|quiet_for|uptime)(?:_|$)/.test(name)) return formatDuration(value);
  if (/_(?:at|after|before)$/.test(name) && value >= EPOCH) return formatTime(value);
  return formatValue(value, lang);
}

/** The value of a let is proven by the expression behind it. */
function resolveLet(rule: CompiledRule, compiled: Compiled): Compiled {
  return compiled.ast.op === 'id' ? (rule.lets.get(compiled.ast.args) ?? compiled) : compiled;
}

/** Why an expression cannot be decided: the sources behind everything in it that is not known. */
export function whyUnknown(run: Run, expression: Compiled, bindings: Bindings): Missing[] {
  return uniqueReasons(collect(run, expression, bindings, new Set()));
}

function collect(run: Run, expression: Compiled, bindings: Bindings, seen: Set<string>): Missing[] {
  const reasons: Missing[] = [];
  for (const name of expression.variables) {
    if (seen.has(name) || boundValue(bindings, name) !== undefined) continue;
    seen.add(name);
    const inner = run.compiled.lets.get(name) ?? run.compiled.clauses.get(name);
    if (inner !== undefined) reasons.push(...collect(run, inner, bindings, seen));
    else {
      const fact = run.facts.lookup(name);
      if (!fact.known) reasons.push(...fact.missing);
    }
  }
  for (const path of accessPaths(expression.ast)) reasons.push(...unknownField(run, path, bindings, seen));
  return reasons.length > 0 ? reasons : unknownOfItems(run, expression, bindings);
}

/** A list is there, but some of its items lack a field that is asked for. */
function unknownOfItems(run: Run, { ast }: Compiled, bindings: Bindings): Missing[] {
  const asked = askedOfItems(ast);
  const list = asked === undefined ? undefined : run.compiled.scope.compile(asked.list);
  if (asked === undefined || list === undefined || isProblem(list)) return [];
  const outcome = list.evaluate(bindings);
  const items: readonly unknown[] = outcome.kind === 'value' && Array.isArray(outcome.value) ? outcome.value : [];
  const itemType = /^list<(.+)>$/.exec(list.type)?.[1] ?? 'dyn';
  const lacks = (field: string): boolean =>
    items.some((item) => typeof item === 'object' && item !== null && Reflect.get(item, field) === undefined);
  const needs = asked.fields.filter(lacks).flatMap((field) => run.language.needsOf(itemType, field));
  return needs.map((source) => run.facts.reasonFor(source));
}

/** An object is there but a field of it is not: the field's schema says which sources would tell. */
function unknownField(run: Run, path: string, bindings: Bindings, seen: Set<string>): Missing[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const compiled = run.compiled.scope.compile(path);
  if (isProblem(compiled) || compiled.evaluate(bindings).kind !== 'unknown') return [];
  const { ast } = compiled;
  if (ast.op !== '.') return ast.op === '[]' ? incompleteTable(compiled, bindings) : [];
  const receiver = run.compiled.scope.compile(ast.input.slice(ast.args[0].start, ast.args[0].end));
  if (isProblem(receiver)) return [];
  if (receiver.evaluate(bindings).kind === 'unknown') return unknownField(run, receiver.source, bindings, seen);
  const needs = run.language.needsOf(receiver.type, ast.args[1]);
  if (needs.length === 0) return receiver.variables.flatMap((name) => incompleteOf(run.facts, name));
  return needs.map((source) => run.facts.reasonFor(source));
}

/** Sources that are not there and that the conditions need for the items of a list, by the fields that they ask for. */
export function whatItemsLack(run: Run, { name, list }: { readonly name: string; readonly list: Compiled }): Missing[] {
  const itemType = /^list<(.+)>$/.exec(list.type)?.[1] ?? 'dyn';
  const fields = [...run.compiled.clauses.values()]
    .flatMap(({ ast }) => accessPaths(ast))
    .filter((path) => path.startsWith(`${name}.`))
    .map((path) => path.slice(name.length + 1));
  const needs = new Set(fields.flatMap((field) => run.language.needsOf(itemType, field)));
  return [...needs].filter((source) => !run.facts.isCollected(source)).map((source) => run.facts.reasonFor(source));
}

function incompleteTable(compiled: Compiled, bindings: Bindings): Missing[] {
  const [variable] = compiled.variables;
  if (variable === undefined || boundValue(bindings, variable) === undefined) return [];
  return [{ source: compiled.source, reason: 'not in this bundle' }];
}

function incompleteOf(facts: FactSource, name: string): readonly Missing[] {
  const found = facts.lookup(name);
  return found.known ? found.incomplete : found.missing;
}

export function uniqueReasons(reasons: readonly Missing[]): Missing[] {
  const seen = new Map<string, Missing>();
  for (const reason of reasons) seen.set(`${reason.source}\0${reason.reason}`, reason);
  return [...seen.values()];
}
