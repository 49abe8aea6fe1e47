import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type * as z from 'zod';
import { once } from '../lib/lazy.ts';
import { quote, suggestion } from '../lib/text.ts';
import { partsOf, rootVariables } from './ast.ts';
import { createChecker, problemOf, withVariables } from './environment.ts';
import { evaluator, type Functions, interpret, NotInLanguage } from './interpreter.ts';
import type { Expressions } from './parsed-file.ts';
import { findForbidden, findUnknownKey } from './restrictions.ts';
import type { Bindings, Call } from './step.ts';
import { trustingScope } from './trusting.ts';
import { collectObjectTypes, type ObjectType } from './types.ts';

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
  evaluate(bindings: Bindings): Outcome;
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
  /** The sources that would tell an unknown field of an object type. */
  needsOf(type: string, field: string): readonly string[];
  hasField(type: string, field: string): boolean;
}

export const isProblem = (result: Compiled | ExpressionProblem): result is ExpressionProblem => 'offset' in result;

/** Builds the expression language over a vocabulary: CEL with doubles only, three-valued logic and typed facts. */
export function createLanguage(vocabulary: Vocabulary): Language {
  const functions = functionsOf(vocabulary);
  const types = once(() => objectTypes(vocabulary));
  // Only expressions that were not checked when the catalog was built need it.
  const checking = once(() =>
    createScope(createChecker(vocabulary, types()), { types: types(), vocabulary, functions }),
  );
  return {
    get names() {
      return checking().names;
    },
    extend: (variables) => checking().extend(variables),
    compile: (source) => checking().compile(source),
    trusting: (expressions) => trustingScope(expressions, functions),
    recording: (expressions) => recordingScope(checking(), expressions),
    hasField: (type, field) => types().get(type)?.fields.has(field) === true,
    needsOf: (type, field) => stringList(types().get(type)?.fields.get(field)?.meta()?.needs),
  };
}

function objectTypes({ variables }: Vocabulary): ReadonlyMap<string, ObjectType> {
  const types = new Map<string, ObjectType>();
  for (const schema of variables.values()) collectObjectTypes(schema, types);
  return types;
}

/** By the name in the signature: `LogGroup.of(dyn): LogGroup` is `of`, with the receiver as its first argument. */
function functionsOf(vocabulary: Vocabulary): Functions {
  return new Map(
    vocabulary.functions.map(({ signature, handler }) => {
      const name = /(\w+)\(/.exec(signature)?.[1] ?? signature;
      return [name, handler as Call];
    }),
  );
}

function stringList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}

interface ScopeTables {
  readonly types: ReadonlyMap<string, ObjectType>;
  readonly vocabulary: Vocabulary;
  readonly functions: Functions;
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
      if (isProblem(compiled)) {
        expressions[source] ??= null;
        return compiled;
      }
      expressions[source] = [compiled.type, compiled.variables];
      // What an explanation of it will ask for.
      for (const part of partsOf(compiled.ast)) if (!Object.hasOwn(expressions, part)) this.compile(part);
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
  try {
    return {
      source,
      type: checked.type ?? 'dyn',
      ast: parsed.ast,
      variables: rootVariables(parsed.ast),
      evaluate: evaluator(interpret(parsed.ast, tables.functions)),
    };
  } catch (error) {
    if (error instanceof NotInLanguage) return { message: error.message, offset: error.offset };
    throw error;
  }
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
