import { readFiles } from '../../src/analysis.ts';
import { openFacts } from '../../src/facts/fact-source.ts';
import { evaluateRule } from '../../src/rules/evaluate.ts';
import { catalog } from '../samples/analysis.ts';
import { COLLECTED_AT, type Files } from './chains.ts';

/** The clauses that speak for the finding of a rule, as the report lists them; or the status where there is none. */
export function speaksFor(files: Files, id: string): readonly string[] | string {
  const { signatures, facts, language, rules } = catalog();
  const texts = Object.entries(files).map(([path, text]) => [path, [text].flat().map((l) => `${l}\n`)] as const);
  const snapshot = readFiles(new Map(texts), signatures, { collectedAt: COLLECTED_AT, utcOffset: 0 });
  const loaded = rules.find(({ rule }) => rule.id === id);
  if (loaded === undefined) throw new Error(`no rule ${id}`);
  const { rule } = loaded;
  const result = evaluateRule(loaded.compiled, openFacts(snapshot, signatures, facts).source, language);
  if (result.status !== 'finding') return result.status;
  const told = new Set([...rule.direct, ...rule.supports]);
  const held = result.instances
    .flatMap(({ clauses }) => [...clauses])
    .filter(([name, is]) => is === true && told.has(name));
  return [...new Set(held.map(([name]) => name))].sort();
}
