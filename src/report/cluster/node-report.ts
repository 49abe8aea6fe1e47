import type { RuleStatus } from '../../rules/rule.ts';
import type { Report } from '../model.ts';

/** The report of one node of a bundle of several, and where its paths lie in the bundle. */
export interface NodeReport {
  readonly name: string;
  readonly folder: string;
  readonly report: Report;
  /** What became of each rule on this node, by its id. */
  readonly statuses: ReadonlyMap<string, RuleStatus>;
}

/** A report whose paths are those of the whole bundle. */
export function placeReport(report: Report, place: (path: string) => string): Report {
  const evidence = <T extends { readonly path: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, path: place(item.path) }));
  const clauses = (items: Report['ruledOut'][number]['because']): Report['ruledOut'][number]['because'] =>
    items.map((clause) => ({
      ...clause,
      values: clause.values.map((value) => ({ ...value, sources: value.sources.map((s) => placeWithLine(s, place)) })),
    }));
  const findings = (items: Report['findings']): Report['findings'] =>
    items.map((finding) => ({ ...finding, evidence: evidence(finding.evidence) }));
  return {
    ...report,
    diagnoses: report.diagnoses.map((d) => ({ ...d, evidence: evidence(d.evidence), clauses: clauses(d.clauses) })),
    residue: findings(report.residue),
    risks: findings(report.risks),
    findings: findings(report.findings),
    ruledOut: report.ruledOut.map((r) => ({ ...r, because: clauses(r.because) })),
    ...(report.changes === undefined ? {} : { changes: placeChanges(report.changes, place) }),
    problems: report.problems.map((p) => (p.path === undefined ? p : { ...p, path: place(p.path) })),
    coverage: {
      ...report.coverage,
      sources: report.coverage.sources.map((s) => (s.path === undefined ? s : { ...s, path: place(s.path) })),
      logs: evidence(report.coverage.logs),
    },
  };
}

function placeChanges(changes: NonNullable<Report['changes']>, place: (path: string) => string): Report['changes'] {
  const list = changes.list.map((c) => (c.source === undefined ? c : { ...c, source: placeWithLine(c.source, place) }));
  return { ...changes, list };
}

/** `journal/docker.log:48123` in its folder. */
function placeWithLine(source: string, place: (path: string) => string): string {
  const line = /:\d+$/.exec(source)?.[0] ?? '';
  return `${place(source.slice(0, source.length - line.length))}${line}`;
}
