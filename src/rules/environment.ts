import type { Environment } from '@marcbachmann/cel-js';
import type { ExpressionProblem, Outcome } from './language.ts';
import { unknownTest } from './unknown-test.ts';

/** The same environment with further variables of known types. */
export function withVariables(parent: Environment, variables: Readonly<Record<string, string>>): Environment {
  const environment = parent.clone();
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
  return environment;
}

const UNKNOWN: Outcome = { kind: 'unknown' };

/** The evaluation of a parsed expression. */
export function evaluator(parsed: ReturnType<Environment['parse']>): (bindings: Bindings) => Outcome {
  const isUnknown = unknownTest(parsed.ast);
  return (bindings) => {
    if (isUnknown?.(bindings) === true) return UNKNOWN;
    try {
      return { kind: 'value', value: parsed(bindings) };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

type Bindings = Readonly<Record<string, unknown>>;

/** Only a missing key or variable means unknown; everything else is an error of the rule. */
function outcomeOf(error: unknown): Outcome {
  const code = (error as { code?: unknown }).code;
  if (code === 'no_such_key' || code === 'unknown_variable') return UNKNOWN;
  return { kind: 'error', message: problemOf(error).message };
}

/** What is wrong with an expression, and where in it. */
export function problemOf(error: unknown): ExpressionProblem {
  const e = error as { summary?: string; message?: string; range?: { start: number } };
  return { message: e.summary ?? e.message ?? String(error), offset: e.range?.start ?? 0 };
}
