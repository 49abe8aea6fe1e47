import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { z } from 'zod';
import { defineLazily } from '../lib/lazy.ts';
import { didYouMean, quote } from '../lib/text.ts';
import { constantKey, rootVariables } from './ast.ts';
import { bare, celType, collectObjectTypes, type ObjectType } from './types.ts';

/** What expressions may name. Built from the facts; the engine itself knows no domain word. */
export interface Vocabulary {
  readonly variables: ReadonlyMap<string, z.ZodType>;
  readonly functions: readonly VocabularyFunction[];
}

export interface VocabularyFunction {
  /** CEL signature, for example `version_less(string, string): bool`. */
  readonly signature: string;
  // The library hands over evaluated arguments of the declared types.
  readonly handler: (...values: never[]) => unknown;
}

/** A problem of an expression, at an offset into its text. */
export interface ExpressionProblem {
  readonly message: string;
  readonly offset: number;
}

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'error'; readonly message: string };

export interface Compiled {
  readonly source: string;
  readonly type: string;
  readonly ast: ASTNode;
  /** Free variables, in order of appearance. */
  readonly variables: readonly string[];
  evaluate(bindings: Readonly<Record<string, unknown>>): Outcome;
}

/** The variables visible to one group of expressions, and the compiler for them. */
export interface Scope {
  /** Adds variables of already known CEL types. */
  extend(variables: Readonly<Record<string, string>>): Scope;
  compile(source: string): Compiled | ExpressionProblem;
  readonly names: ReadonlySet<string>;
}

export interface Language extends Scope {
  /** Turns plain fact values into the typed objects that expressions work on. */
  wrap(value: unknown, schema: z.ZodType): unknown;
  /** The sources that would tell an unknown field of an object type. */
  needsOf(type: string, field: string): readonly string[];
  hasField(type: string, field: string): boolean;
}

/** These run user-chosen regular expressions, measure time in another unit or hide what is unknown. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  matches: 'put the pattern into a signature',
  duration: 'use seconds("5m")',
  timestamp: 'times are numbers: seconds since the epoch',
  has: 'what is not known makes the clause unknown by itself',
};

/** Bounds what a rule of a stranger can cost. */
const LIMITS = { maxAstNodes: 400, maxDepth: 32, maxListElements: 64, maxMapEntries: 32, maxCallArguments: 8 };
const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const MAX_NESTED_COMPREHENSIONS = 2;

export const isProblem = (result: Compiled | ExpressionProblem): result is ExpressionProblem => 'offset' in result;

/** Builds the expression language over a vocabulary: CEL with doubles only, three-valued logic and typed facts. */
export function createLanguage(vocabulary: Vocabulary): Language {
  const types = new Map<string, ObjectType>();
  for (const schema of vocabulary.variables.values()) collectObjectTypes(schema, types);
  const constructors = new Map<string, new () => object>();
  const environment = new Environment({ limits: LIMITS });
  for (const { id, fields } of types.values()) {
    const ctor = class {};
    constructors.set(id, ctor);
    const fieldTypes = Object.fromEntries([...fields].map(([field, schema]) => [field, celType(schema)]));
    environment.registerType(id, { ctor, fields: fieldTypes });
  }
  registerArithmetic(environment);
  for (const f of vocabulary.functions) environment.registerFunction(f.signature, f.handler as (...args: unknown[]) => unknown);
  const declared: Record<string, string> = {};
  for (const [name, schema] of vocabulary.variables) declared[name] = celType(schema);
  const scope = createScope(environment, declared, { types, vocabulary });
  const wrapped = new WeakMap<object, object>();
  return {
    ...scope,
    wrap: (value, schema) => wrap(value, schema, constructors, wrapped),
    hasField: (type, field) => types.get(type)?.fields.has(field) === true,
    needsOf: (type, field) => stringList(types.get(type)?.fields.get(field)?.meta()?.needs),
  };
}

function stringList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}

interface ScopeTables {
  readonly types: ReadonlyMap<string, ObjectType>;
  readonly vocabulary: Vocabulary;
}

function createScope(parent: Environment, variables: Readonly<Record<string, string>>, tables: ScopeTables): Scope {
  const environment = parent.clone();
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
  const names = new Set(environment.getDefinitions().variables.map((v) => v.name));
  return {
    names,
    extend: (more) => createScope(environment, more, tables),
    compile: (source) => compile(environment, source, names, tables),
  };
}

function compile(environment: Environment, source: string, names: ReadonlySet<string>, tables: ScopeTables): Compiled | ExpressionProblem {
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment.parse(source);
  } catch (error) {
    return problemOf(error);
  }
  const forbidden = findForbidden(parsed.ast, 0);
  if (forbidden !== undefined) return forbidden;
  const key = findUnknownKey(parsed.ast, tables.vocabulary);
  if (key !== undefined) return key;
  const checked = parsed.check();
  if (!checked.valid) return suggest(problemOf(checked.error), names, tables.types);
  return {
    source,
    type: checked.type ?? 'dyn',
    ast: parsed.ast,
    variables: rootVariables(parsed.ast),
    evaluate(bindings) {
      try {
        return { kind: 'value', value: parsed(bindings) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** Only a missing key or variable means unknown; everything else is an error of the rule. */
function outcomeOf(error: unknown): Outcome {
  const code = (error as { code?: unknown }).code;
  if (code === 'no_such_key' || code === 'unknown_variable') return { kind: 'unknown' };
  return { kind: 'error', message: problemOf(error).message };
}

function problemOf(error: unknown): ExpressionProblem {
  const e = error as { summary?: string; message?: string; range?: { start: number } };
  return { message: e.summary ?? e.message ?? String(error), offset: e.range?.start ?? 0 };
}

function suggest(problem: ExpressionProblem, names: ReadonlySet<string>, types: ReadonlyMap<string, ObjectType>): ExpressionProblem {
  const variable = /^Unknown variable: (\w+)$/.exec(problem.message)?.[1];
  if (variable !== undefined) return { ...problem, message: `unknown name ${quote(variable)}${hint(variable, names)}` };
  const field = /^No such key: (\w+)$/.exec(problem.message)?.[1];
  if (field === undefined) return problem;
  const fields = [...types.values()].flatMap((type) => [...type.fields.keys()]);
  return { ...problem, message: `unknown field ${quote(field)}${hint(field, fields)}` };
}

function hint(word: string, candidates: Iterable<string>): string {
  const near = didYouMean(word, candidates);
  return near === undefined ? '' : `, did you mean ${quote(near)}?`;
}

function findForbidden(node: ASTNode, nested: number): ExpressionProblem | undefined {
  let depth = nested;
  if (node.op === 'call' || node.op === 'rcall') {
    const name = node.args[0];
    const instead = Object.hasOwn(FORBIDDEN, name) ? FORBIDDEN[name] : undefined;
    if (instead !== undefined) return { message: `${name}() is not available: ${instead}`, offset: node.start };
    if (node.op === 'rcall' && COMPREHENSIONS.has(name)) depth++;
    if (depth > MAX_NESTED_COMPREHENSIONS) {
      return { message: `more than ${MAX_NESTED_COMPREHENSIONS} nested comprehensions: compute it in a fact`, offset: node.start };
    }
  }
  for (const child of childrenOf(node)) {
    const found = findForbidden(child, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Tables with a closed set of keys (sysctl names) are checked like fields. */
function findUnknownKey(node: ASTNode, vocabulary: Vocabulary): ExpressionProblem | undefined {
  const access = constantKey(node);
  if (access !== undefined) {
    const schema = vocabulary.variables.get(access.variable);
    const keys = schema === undefined ? undefined : bare(schema).meta()?.keys;
    if (Array.isArray(keys) && !keys.includes(access.key)) {
      return { message: `unknown key ${quote(access.key)} of ${access.variable}${hint(access.key, keys)}`, offset: access.offset };
    }
  }
  for (const child of childrenOf(node)) {
    const found = findUnknownKey(child, vocabulary);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(node: ASTNode): ASTNode[] {
  const args: unknown = node.args;
  const children: ASTNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null && 'op' in value) children.push(value as ASTNode);
  };
  visit(args);
  return children;
}

/** Fact numbers are doubles and literals are ints; these operators let an author write `ns.mounts * 2 > limit`. */
function registerArithmetic(environment: Environment): void {
  const operators: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [symbol, apply] of Object.entries(operators)) {
    for (const pair of [`double ${symbol} int`, `int ${symbol} double`]) {
      environment.registerOperator(`${pair}: double`, (a: unknown, b: unknown) => apply(Number(a), Number(b)));
    }
  }
  environment.registerOperator('double == int: bool', (a: unknown, b: unknown) => Number(a) === Number(b));
}

function wrap(value: unknown, schema: z.ZodType, constructors: ReadonlyMap<string, new () => object>, seen: WeakMap<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const type = bare(schema);
  const result = wrapObject(value, type, (inner, innerSchema) => wrap(inner, innerSchema, constructors, seen), constructors);
  seen.set(value, result);
  return result;
}

function wrapObject(
  value: object,
  type: z.ZodType,
  wrapInner: (value: unknown, schema: z.ZodType) => unknown,
  constructors: ReadonlyMap<string, new () => object>,
): object {
  const def = type.def as { type: string; element?: z.ZodType; valueType?: z.ZodType; shape?: Record<string, z.ZodType> };
  if (Array.isArray(value) && def.element !== undefined) return value.map((item) => wrapInner(item, def.element as z.ZodType));
  if (value instanceof Map || def.shape === undefined) return value;
  const ctor = constructors.get(String(type.meta()?.id));
  const copy = (ctor === undefined ? {} : new ctor()) as Record<string, unknown>;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const innerSchema = def.shape[key];
    const wrapField = (inner: unknown): unknown => (innerSchema === undefined || key === 'refs' ? inner : wrapInner(inner, innerSchema));
    // A fact may leave a costly field to the first rule that asks for it.
    if (descriptor.get !== undefined) defineLazily(copy, key, () => wrapField(Reflect.get(value, key)));
    // An absent field must not exist, or the language would see a value of no type.
    else if (descriptor.value !== undefined) copy[key] = wrapField(descriptor.value);
  }
  return copy;
}
