import type { Environment } from '@marcbachmann/cel-js';

/** Fact numbers are doubles and literals are ints; these operators let an author write `ns.mounts * 2 > limit`. */
export function registerArithmetic(environment: Environment): void {
  for (const symbol of ['+', '-', '*', '/'])
    for (const pair of [`double ${symbol} int`, `int ${symbol} double`])
      environment.registerOperator(`${pair}: double`, notEvaluated);
  environment.registerOperator('double == int: bool', notEvaluated);
  environment.registerOperator('double in list<int>: bool', notEvaluated);
}

/** The library checks types alone; `interpret` evaluates. */
function notEvaluated(): never {
  throw new Error('an operator of the checker was evaluated');
}
