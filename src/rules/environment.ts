import { Environment } from '@marcbachmann/cel-js';
import { registerArithmetic } from './arithmetic.ts';
import type { ExpressionProblem, Vocabulary } from './language.ts';
import { celType, type ObjectType } from './types.ts';

/** Bounds what a rule of a stranger can cost. */
const LIMITS = { maxAstNodes: 400, maxDepth: 32, maxListElements: 64, maxMapEntries: 32, maxCallArguments: 8 };

/** Parses expressions; it knows no names and checks no types. */
export const createParser = (): Environment => new Environment({ limits: LIMITS });

/** Checks expressions against the types of a vocabulary. Values are never given to it. */
export function createChecker(vocabulary: Vocabulary, types: ReadonlyMap<string, ObjectType>): Environment {
  const environment = createParser();
  for (const { id, fields } of types.values()) {
    const fieldTypes = Object.fromEntries([...fields].map(([field, schema]) => [field, celType(schema)]));
    environment.registerType(id, { ctor: class {}, fields: fieldTypes });
  }
  registerArithmetic(environment);
  for (const f of vocabulary.functions)
    environment.registerFunction(f.signature, f.handler as (...args: unknown[]) => unknown);
  const declared: Record<string, string> = {};
  for (const [name, schema] of vocabulary.variables) declared[name] = celType(schema);
  return withVariables(environment, declared);
}

/** The same environment with further variables of known types. */
export function withVariables(parent: Environment, variables: Readonly<Record<string, string>>): Environment {
  const environment = parent.clone();
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
  return environment;
}

/** What is wrong with an expression, and where in it. */
export function problemOf(error: unknown): ExpressionProblem {
  const e = error as { summary?: string; message?: string; range?: { start: number } };
  return { message: e.summary ?? e.message ?? String(error), offset: e.range?.start ?? 0 };
}
