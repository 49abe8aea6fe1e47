import type { SourceRef } from '../lib/source-ref.ts';
import { constantKey, receiverOf } from './ast.ts';
import { type Compiled, isProblem, type Scope } from './language.ts';
import { boundValue } from './step.ts';

/** Places shown for one evidence expression; a list of thousands of rows is proven by its first ones. */
const MAX_REFS = 5;

/**
 * Where the value of an expression came from: the refs of the object it names, of the objects in the list, of the
 * table's key, or of the object whose field it is.
 */
export function refsOf(expression: Compiled, bindings: Readonly<Record<string, unknown>>, scope: Scope): SourceRef[] {
  const outcome = expression.evaluate(bindings);
  if (outcome.kind === 'value') {
    const own = carriedRefs(outcome.value);
    // What is of one object and has no places must not borrow those of another: no line is of this file system.
    if (own.length > 0 || carriesRefs(outcome.value)) return own.slice(0, MAX_REFS);
  }
  const key = constantKey(expression.ast);
  if (key !== undefined) {
    const refs = tableRefs(boundValue(bindings, key.variable))?.get(key.key);
    return refs === undefined ? [] : [refs];
  }
  const parent = receiverOf(expression.ast);
  if (parent === undefined) return [];
  const compiled = scope.compile(parent);
  return isProblem(compiled) ? [] : refsOf(compiled, bindings, scope);
}

function carriedRefs(value: unknown): SourceRef[] {
  if (Array.isArray(value)) return value.slice(0, MAX_REFS).flatMap(carriedRefs);
  return carriesRefs(value) ? [...value.refs] : [];
}

const carriesRefs = (value: unknown): value is { readonly refs: readonly SourceRef[] } =>
  typeof value === 'object' && value !== null && 'refs' in value && Array.isArray(value.refs);

function tableRefs(table: unknown): ReadonlyMap<string, SourceRef> | undefined {
  if (!(table instanceof Map) || !('refs' in table) || !(table.refs instanceof Map)) return undefined;
  return table.refs as ReadonlyMap<string, SourceRef>;
}
