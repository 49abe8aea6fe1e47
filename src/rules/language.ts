import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type * as z from 'zod';
import { quote, suggestion } from '../lib/text.ts';
import { registerArithmetic } from './arithmetic.ts';
import { rootVariables } from './ast.ts';
import { evaluator, problemOf, withVariables } from './environment.ts';
import type { Expressions } from './parsed-file.ts';
import { findForbidden, findUnknownKey } from './restrictions.ts';
import { trustingScope } from './trusting.ts';
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

/** The scope of the facts, from which the scopes of rules are made. */
export interface RootScope extends Scope {
  /** For a rule that was checked before: its expressions are parsed when they are first used. */
  trusting(expressions: Expressions): Scope;
  /** Adds what it compiles to `expressions`, for `trusting`. */
  recording(expressions: Record<string, Expressions[string]>): Scope;
}

export interface Language extends RootScope {
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
  const root = withVariables(environment, declared);
  const scope = createScope(root, { types, vocabulary });
  const wrapped = new WeakMap<object, object>();
  return {
    ...scope,
    trusting: (expressions) =>
      trustingScope(
        () => root,
        expressions,
        (environment, source) => createScope(environment, { types, vocabulary }).compile(source),
      ),
    recording: (expressions) => recordingScope(scope, expressions),
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

function createScope(environment: Environment, tables: ScopeTables): Scope {
  const names = new Set(environment.getDefinitions().variables.map((v) => v.name));
  return {
    names,
    extend: (more) => createScope(withVariables(environment, more), tables),
    compile: (source) => compile(environment, source, names, tables),
  };
}

function recordingScope(scope: Scope, expressions: Record<string, Expressions[string]>): Scope {
  return {
    names: scope.names,
    extend: (more) => recordingScope(scope.extend(more), expressions),
    compile(source) {
      const compiled = scope.compile(source);
      if (!isProblem(compiled)) expressions[source] = [compiled.type, compiled.variables];
      return compiled;
    },
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
    evaluate: evaluator(parsed),
  };
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
