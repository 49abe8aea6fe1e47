import type { CompiledRule } from '../src/rules/compile.ts';
import { isProblem } from '../src/rules/language.ts';

/** One number of one expression moved. */
export interface MovedThreshold {
  /** `near_limit: 60000 -> 600000`. */
  readonly change: string;
  readonly compiled: CompiledRule;
}

/** A number beside a comparison by order; `==` compares names and states, not amounts. */
const COMPARED = /(?<=(?:>=|<=|>|<) *)\d+(?:\.\d+)?\b(?![.\w(])|(?<![\w.])\d+(?:\.\d+)?(?= *(?:>=|<=|>|<))/g;
/** An amount in words beside one: `>= size_bytes("10Gi")`. */
const AMOUNT = /(?<=(?:>=|<=|>|<) *(?:size_bytes|seconds)\(")\d+(?:\.\d+)?(?=\w*"\))/g;
const FACTORS = [10, 0.1];

/** The rule with every number that `when` or one of its clauses is compared with ten times as large, and a tenth. */
export function movedThresholds(compiled: CompiledRule): MovedThreshold[] {
  const { clauses, when, scope } = compiled;
  const moved: MovedThreshold[] = [];
  const move = (name: string, source: string, replace: (text: CompiledRule['when']) => CompiledRule): void => {
    for (const { text, change } of moves(source)) {
      const expression = scope.compile(text);
      if (!isProblem(expression)) moved.push({ change: `${name}: ${change}`, compiled: replace(expression) });
    }
  };
  move('when', when.source, (expression) => ({ ...compiled, when: expression }));
  for (const name of clausesOf(compiled)) {
    const clause = clauses.get(name);
    if (clause === undefined) continue;
    move(name, clause.source, (expression) => ({ ...compiled, clauses: new Map(clauses).set(name, expression) }));
  }
  return moved;
}

/** The clauses that `when` names, and those that they name. */
function clausesOf({ clauses, when }: CompiledRule): ReadonlySet<string> {
  const named = new Set(when.variables.filter((name) => clauses.has(name)));
  for (const name of named) {
    for (const other of clauses.get(name)?.variables ?? []) if (clauses.has(other)) named.add(other);
  }
  return named;
}

/** Texts of an expression with one number moved; 0 stays what it is. */
export function moves(source: string): { readonly text: string; readonly change: string }[] {
  const numbers = [...source.matchAll(COMPARED), ...source.matchAll(AMOUNT)].filter(([number]) => Number(number) !== 0);
  return numbers.flatMap(({ 0: number, index }) =>
    FACTORS.map((factor) => {
      const other = scaled(number, factor);
      return {
        text: source.slice(0, index) + other + source.slice(index + number.length),
        change: `${number} -> ${other}`,
      };
    }),
  );
}

/** A whole number stays one where it can: the facts it is compared with count things. */
function scaled(number: string, factor: number): string {
  const value = Number((Number(number) * factor).toPrecision(12));
  return number.includes('.') && Number.isInteger(value) ? `${value}.0` : String(value);
}
