import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type * as z from 'zod';
import { quote, suggestion } from '../lib/text.ts';
import { registerArithmetic } from './arithmetic.ts';
import { rootVariables } from './ast.ts';
import { findForbidden, findUnknownKey } from './restrictions.ts';
import { celType, collectObjectTypes, type ObjectType } from './types.ts';
import { wrap } from './wrap.ts';

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

/** Bounds what a rule of a stranger can cost. */
const LIMITS = { maxAstNodes: 400, maxDepth: 32, maxListElements: 64, maxMapEntries: 32, maxCallArguments: 8 };
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
  for (const f of vocabulary.functions)
    environment.registerFunction(f.signature, f.handler as (...args: unknown[]) => unknown);
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

function compile(
  environment: Environment,
  source: string,
  names: ReadonlySet<string>,
  tables: ScopeTables,
): Compiled | ExpressionProblem {
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

function suggest(
  problem: ExpressionProblem,
  names: ReadonlySet<string>,
  types: ReadonlyMap<string, ObjectType>,
): ExpressionProblem {
  const variable = /^Unknown variable: (\w+)$/.exec(problem.message)?.[1];
  if (variable !== undefined)
    return { ...problem, message: `unknown name ${quote(variable)}${suggestion(variable, names)}` };
  const field = /^No such key: (\w+)$/.exec(problem.message)?.[1];
  if (field === undefined) return problem;
  const fields = [...types.values()].flatMap((type) => [...type.fields.keys()]);
  return { ...problem, message: `unknown field ${quote(field)}${suggestion(field, fields)}` };
}
