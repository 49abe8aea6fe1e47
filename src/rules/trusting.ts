import type { ASTNode } from '@marcbachmann/cel-js';
import { once } from '../lib/lazy.ts';
import { createParser } from './environment.ts';
import { evaluator, type Functions, interpret } from './interpreter.ts';
import type { Compiled, ExpressionProblem, Scope } from './language.ts';
import type { Expressions } from './parsed-file.ts';

/**
 * The scope of a rule that was checked when the catalog was built. Most rules of a catalog find nothing to be applied to,
 * so no syntax tree is made before an expression is used.
 */
export function trustingScope(expressions: Expressions, functions: Functions): Scope {
  const results = new Map<string, Compiled | ExpressionProblem>();
  const compile = (source: string): Compiled | ExpressionProblem => {
    const known = Object.hasOwn(expressions, source) ? expressions[source] : undefined;
    return known === undefined || known === null ? PROBLEM : compileLater(source, known, functions);
  };
  const scope: Scope = {
    // No name was taken twice when it was checked.
    names: new Set(),
    extend: () => scope,
    compile(source) {
      const result = results.get(source) ?? compile(source);
      results.set(source, result);
      return result;
    },
  };
  return scope;
}

/** What it is was told when the catalog was built. */
const PROBLEM: ExpressionProblem = { message: 'this is no expression here', offset: 0 };

const parser = once(createParser);

function compileLater(
  source: string,
  [type, variables]: NonNullable<Expressions[string]>,
  functions: Functions,
): Compiled {
  const ast = once(() => parser().parse(source).ast);
  const evaluate = once(() => evaluator(interpret(ast(), functions)));
  return {
    source,
    type,
    variables,
    get ast(): ASTNode {
      return ast();
    },
    evaluate: (bindings) => evaluate()(bindings),
  };
}
