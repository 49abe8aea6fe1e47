import { untestedRivals } from '../diagnosis/confidence.ts';
import type { DiagnosisResult } from '../diagnosis/diagnose.ts';
import { append, groupBy } from '../lib/group-by.ts';
import type { RuleResult } from '../rules/evaluate.ts';
import { uniqueReasons } from '../rules/explain.ts';
import type { Report } from './model.ts';

/** Rules that could not be judged, what they wait for, and which symptoms without a cause they may explain. */
export function describeUnknown(results: readonly RuleResult[], found: DiagnosisResult): Report['unknown'] {
  // What is ruled out for the object behind the failing path leaves nothing open that the failures ask about.
  const settled = new Set(found.ruledOut.map((r) => r.rule.id));
  const explained = explainable(results, found.residue);
  const undecided = results
    .filter((r) => r.status === 'unknown' && !settled.has(r.compiled.rule.id))
    .map((r) => {
      const symptoms = explained.get(r.compiled.rule.id);
      // Whoever is asked for what may be the cause is asked once.
      const missing = symptoms === undefined ? r.missing : uniqueReasons([...r.missing, ...(r.alsoMissing?.() ?? [])]);
      return {
        id: r.compiled.rule.id,
        title: r.compiled.rule.title,
        missing: missing.map((m) => ({ source: m.source, reason: m.reason })),
        ...(symptoms === undefined ? {} : { mayExplain: [...symptoms] }),
      };
    });
  const later = found.sampledLater.map((s) => ({
    id: s.rule.id,
    title: s.rule.title,
    missing: [{ source: 'time', reason: s.reason }],
  }));
  return [...undecided, ...later];
}

/**
 * Ids of the symptoms that each undecided rule may be the cause of, by itself or by way of other undecided rules: what lies
 * further back has to be asked for as well.
 */
function explainable(
  results: readonly RuleResult[],
  residue: DiagnosisResult['residue'],
): ReadonlyMap<string, readonly string[]> {
  const open = results.filter((r) => r.status === 'unknown' && r.compiled.rule.status !== 'draft');
  const symptoms = new Map<string, string[]>();
  for (const [id, nodes] of groupBy(residue, (node) => node.rule.id)) {
    const causes = new Set(untestedRivals(nodes, results, new Set()).map((r) => r.compiled.rule.id));
    // A set visits members that are added while it is walked.
    for (const effect of causes)
      for (const { compiled } of open)
        if (compiled.rule.explains.some((edge) => edge.id === effect)) causes.add(compiled.rule.id);
    for (const cause of causes) append(symptoms, cause, id);
  }
  return symptoms;
}
