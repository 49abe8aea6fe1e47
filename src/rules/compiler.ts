import { lowerFirst, quote } from '../lib/text.ts';
import type { Compiled, ExpressionProblem, Scope } from './language.ts';
import { compileTemplate, formatValue, type Show, type Template } from './template.ts';

/** Something wrong in a rule, at a path into it. */
export interface RuleProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly offset?: number;
}

/** Compiles the parts of one rule and collects what is wrong with them. */
export interface Compiler {
  any(scope: Scope, source: string, path: readonly PropertyKey[]): Compiled | undefined;
  bool(scope: Scope, source: string, path: readonly PropertyKey[]): Compiled | undefined;
  typed(scope: Scope, source: string, types: ReadonlySet<string>, path: readonly PropertyKey[]): Compiled | undefined;
  template(scope: Scope, source: string, path: readonly PropertyKey[], show?: Show): Template | undefined;
  extend(scope: Scope, variables: Record<string, string>, path: readonly PropertyKey[]): Scope;
  fail(problem: RuleProblem): void;
}

/** `showAs` is how texts print a value that no command holds. */
export function createCompiler(problems: RuleProblem[], showAs: Show = formatValue): Compiler {
  const accept = <T extends object>(result: T | ExpressionProblem, path: readonly PropertyKey[]): T | undefined => {
    if (!('offset' in result)) return result;
    problems.push({ path, ...(result as ExpressionProblem) });
    return undefined;
  };
  const any = (scope: Scope, source: string, path: readonly PropertyKey[]): Compiled | undefined =>
    accept(scope.compile(source), path);
  const typed: Compiler['typed'] = (scope, source, types, path) => {
    const compiled = any(scope, source, path);
    if (compiled === undefined || types.has(compiled.type)) return compiled;
    problems.push({ path, message: `expected ${[...types].join(' or ')}, got ${compiled.type}` });
    return undefined;
  };
  return {
    any,
    typed,
    bool: (scope, source, path) => typed(scope, source, BOOL, path),
    template: (scope, source, path, show = showAs) => accept(compileTemplate(source, scope, show), path),
    extend: (scope, variables, path) => extend(scope, variables, path, problems),
    fail: (problem) => problems.push(problem),
  };
}

export const BOOL: ReadonlySet<string> = new Set(['bool']);
export const NUMBER: ReadonlySet<string> = new Set(['double', 'int']);

/** Adds variables to a scope; a name that cannot be added is a problem and leaves the scope as it was. */
export function extend(
  scope: Scope,
  variables: Record<string, string>,
  path: readonly PropertyKey[],
  problems: RuleProblem[],
): Scope {
  for (const name of Object.keys(variables)) {
    if (!scope.names.has(name)) continue;
    problems.push({ path, message: `the name ${quote(name)} is already taken` });
    return scope;
  }
  try {
    return scope.extend(variables);
  } catch (error) {
    // The language keeps some words for itself: as, const, loop, package, ...
    problems.push({ path, message: error instanceof Error ? lowerFirst(error.message) : String(error) });
    return scope;
  }
}
