import type { Environment } from '@marcbachmann/cel-js';

/** Fact numbers are doubles and literals are ints; these operators let an author write `ns.mounts * 2 > limit`. */
export function registerArithmetic(environment: Environment): void {
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
  environment.registerOperator('double in list<int>: bool', (a: unknown, list: unknown) =>
    (list as unknown[]).some((b) => Number(b) === Number(a)),
  );
}
