import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { evaluator, withVariables } from './environment.ts';
import type { Compiled, ExpressionProblem, Scope } from './language.ts';
import type { Expressions } from './parsed-file.ts';

/**
 * The scope of a rule that was checked when the catalog was built. Most rules of a catalog find nothing to be applied to,
 * so neither an environment nor a syntax tree is made before an expression is used; one that was not checked then is now,
 * by `compileNow`.
 */
export function trustingScope(
  environment: () => Environment,
  expressions: Expressions,
  compileNow: (environment: Environment, source: string) => Compiled | ExpressionProblem,
): Scope {
  const results = new Map<string, Compiled | ExpressionProblem>();
  const compile = (source: string): Compiled | ExpressionProblem => {
    const known = Object.hasOwn(expressions, source) ? expressions[source] : undefined;
    return known === undefined ? compileNow(environment(), source) : compileLater(source, environment, known);
  };
  return {
    // No name was taken twice when it was checked.
    names: new Set(),
    extend: (variables) =>
      trustingScope(
        once(() => withVariables(environment(), variables)),
        expressions,
        compileNow,
      ),
    compile(source) {
      const result = results.get(source) ?? compile(source);
      results.set(source, result);
      return result;
    },
  };
}

function compileLater(
  source: string,
  environment: () => Environment,
  [type, variables]: Expressions[string],
): Compiled {
  const parse = once(() => environment().parse(source));
  const evaluate = once(() => evaluator(parse()));
  return {
    source,
    type,
    variables,
    get ast(): ASTNode {
      return parse().ast;
    },
    evaluate: (bindings) => evaluate()(bindings),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
