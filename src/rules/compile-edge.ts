import { quote, suggestion } from '../lib/text.ts';
import type { Compiler } from './compiler.ts';
import { type Compiled, isProblem, type Scope } from './language.ts';
import { unknownRule } from './names.ts';
import type { Explains, Rule } from './rule.ts';

export interface CompiledEdge {
  readonly edge: Explains;
  readonly because: Compiled;
  readonly predicts: ReadonlyMap<string, Compiled>;
  /** Rules whose findings had a part in the effect, with their mechanisms. */
  readonly partners: readonly { readonly id: string; readonly because: Compiled }[];
  /** Variable names of the effect that the mechanism sees. */
  readonly effectAs?: string;
}

/** Compiles one edge: its mechanism sees this rule's names and the loop variable of the effect. */
export function compileEdge(
  edge: Explains,
  index: number,
  rule: Rule,
  scope: Scope,
  others: ReadonlyMap<string, Rule>,
  compiler: Compiler,
): CompiledEdge | undefined {
  const path = ['explains', index];
  const effect = others.get(edge.id);
  if (effect === undefined) {
    compiler.fail({ path: [...path, 'id'], message: unknownRule(edge.id, others) });
    return undefined;
  }
  for (const kind of edge.share) {
    for (const [side, owner] of [
      ['this rule', rule],
      [edge.id, effect],
    ] as const) {
      if (!Object.hasOwn(owner.entities, kind)) {
        compiler.fail({
          path: [...path, 'share'],
          message: `${side} has no entity ${quote(kind)}${suggestion(kind, Object.keys(owner.entities))}`,
        });
      }
    }
  }
  const variables = effectVariables(effect, scope);
  if (typeof variables === 'string') {
    compiler.fail({ path, message: variables });
    return undefined;
  }
  const inner = compiler.extend(scope, variables, path);
  const because = compiler.bool(inner, edge.because, [...path, 'because']);
  const predicts = new Map<string, Compiled>();
  for (const [name, source] of Object.entries(edge.predicts)) {
    const compiled = compiler.bool(inner, source, [...path, 'predicts', name]);
    if (compiled !== undefined) predicts.set(name, compiled);
  }
  const partners = compilePartners(edge, inner, others, compiler, path);
  if (because === undefined) return undefined;
  const effectAs = effect.for_each?.as;
  return {
    edge: { ...edge, id: effect.id },
    because,
    predicts,
    partners,
    ...(effectAs === undefined ? {} : { effectAs }),
  };
}

/** Rules that have a part in the effect must exist; their mechanisms see what that of the edge sees. */
function compilePartners(
  edge: Explains,
  scope: Scope,
  others: ReadonlyMap<string, Rule>,
  compiler: Compiler,
  path: readonly PropertyKey[],
): CompiledEdge['partners'] {
  return edge.with.flatMap(({ id, because: source }, i) => {
    const known = others.get(id);
    if (known === undefined) compiler.fail({ path: [...path, 'with', i, 'id'], message: unknownRule(id, others) });
    const because = compiler.bool(scope, source, [...path, 'with', i, 'because']);
    return known === undefined || because === undefined ? [] : [{ id: known.id, because }];
  });
}

/** The effect's loop variable, typed, as the mechanism of an edge sees it; or why it cannot be seen. */
function effectVariables(effect: Rule, scope: Scope): Record<string, string> | string {
  if (effect.for_each === undefined) return {};
  const { as, in: source } = effect.for_each;
  const list = scope.compile(source);
  if (isProblem(list)) return {};
  const elementType = /^list<(.+)>$/.exec(list.type)?.[1] ?? 'dyn';
  if (scope.names.has(as)) return `${quote(as)} means something here and in ${effect.id}: rename one of them`;
  return { [as]: elementType };
}
