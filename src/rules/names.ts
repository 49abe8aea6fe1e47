import { quote, suggestion } from '../lib/text.ts';
import type { CompiledEdge } from './compile-edge.ts';
import type { RuleProblem } from './compiler.ts';
import type { Compiled } from './language.ts';
import type { Rule } from './rule.ts';

/** Clause names that do not exist or that nothing uses. */
export function checkNames(
  rule: Rule,
  uses: readonly Compiled[],
  edges: readonly (CompiledEdge | undefined)[],
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const clauses = new Set(Object.keys(rule.clauses));
  for (const key of ['direct', 'supports', 'against'] as const) {
    rule[key].forEach((name, i) => {
      if (!clauses.has(name))
        problems.push({ path: [key, i], message: `unknown clause ${quote(name)}${suggestion(name, clauses)}` });
    });
  }
  const used = new Set<string>([...rule.direct, ...rule.supports, ...rule.against]);
  for (const compiled of uses) for (const name of compiled.variables) used.add(name);
  for (const edge of edges) {
    for (const name of edge?.because.variables ?? []) used.add(name);
    const others = [...(edge?.predicts.values() ?? []), ...(edge?.partners ?? []).map((partner) => partner.because)];
    for (const compiled of others) for (const name of compiled.variables) used.add(name);
  }
  for (const name of clauses) {
    if (!used.has(name)) problems.push({ path: ['clauses', name], message: `the clause ${quote(name)} is not used` });
  }
  return problems;
}

export function unknownRule(id: string, others: ReadonlyMap<string, Rule>): string {
  return `unknown rule ${quote(id)}${suggestion(id, others.keys())}`;
}
