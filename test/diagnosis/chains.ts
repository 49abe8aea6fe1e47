import { readFiles } from '../../src/analysis.ts';
import { buildGraph } from '../../src/diagnosis/graph.ts';
import { clock } from '../../src/facts/clock.ts';
import { openFacts } from '../../src/facts/fact-source.ts';
import { evaluateRule } from '../../src/rules/evaluate.ts';
import { catalog } from '../samples/analysis.ts';

/** A bundle in small: path to lines. It is collected at 2026-01-15T12:00:00Z. */
export type Files = Readonly<Record<string, string | readonly string[]>>;
export const COLLECTED_AT = 1_768_478_400;

/** What ties the findings of two rules in a bundle: `active`, `possible`, or why there is no edge at all. */
export function tieIn(files: Files, from: string, to: string): string {
  const { signatures, facts, language, rules } = catalog();
  const texts = Object.entries(files).map(([path, text]) => [path, [text].flat().map((l) => `${l}\n`)] as const);
  const snapshot = readFiles(new Map(texts), signatures, { collectedAt: COLLECTED_AT, utcOffset: 0 });
  const base = openFacts(snapshot, signatures, facts);
  const results = [from, to].map((id) => {
    const loaded = rules.find(({ rule }) => rule.id === id);
    if (loaded === undefined) throw new Error(`no rule ${id}`);
    return evaluateRule(loaded.compiled, base.source, language);
  });
  const silent = results.filter((r) => r.status !== 'finding').map((r) => `${r.compiled.rule.id} is ${r.status}`);
  if (silent.length > 0) return silent.join(', ');
  const time = base.get(clock);
  const { edges } = buildGraph(results, time.known ? { collectedAt: time.value.collected_at } : {});
  const tied = edges.filter((e) => e.from.rule.id === from && e.to.rule.id === to).map((e) => e.status);
  return tied.includes('active') ? 'active' : (tied[0] ?? 'none');
}
