import type { CausalGraph, FindingNode } from '../diagnosis/graph.ts';
import { activeEdges } from '../diagnosis/roots.ts';
import { groupBy } from '../lib/group-by.ts';
import { locate } from '../lib/source-ref.ts';
import { formatTime } from '../lib/time.ts';
import { SEVERITIES } from '../rules/severity.ts';
import type { Report, ReportFinding } from './model.ts';

const MAX_OTHERS = 4;
const MAX_EVIDENCE = 8;

/** What drafts found: told, and linked to nothing. */
export function describeUnproven(nodes: readonly FindingNode[]): ReportFinding[] {
  return describeAll(nodes, () => 'unproven');
}

/** One finding per rule: the worst object in full, the next ones by their label, all of them counted. */
export function describeFindings(
  nodes: readonly FindingNode[],
  graph: CausalGraph,
  risks: readonly FindingNode[],
): ReportFinding[] {
  const causes = new Set(activeEdges(graph).map((e) => e.from));
  const effects = new Set(activeEdges(graph).map((e) => e.to));
  const partners = new Set(activeEdges(graph).flatMap((e) => e.partners));
  const roleOf = (members: readonly FindingNode[]): ReportFinding['role'] => {
    const isCause = members.some((m) => causes.has(m));
    const isEffect = members.some((m) => effects.has(m));
    if (isCause) return isEffect ? 'contributing' : 'root';
    if (isEffect) return 'effect';
    if (members.some((m) => partners.has(m))) return 'contributing';
    return members.every((m) => risks.includes(m)) ? 'risk' : 'isolated';
  };
  return describeAll(nodes, roleOf);
}

function describeAll(
  nodes: readonly FindingNode[],
  roleOf: (members: readonly FindingNode[]) => ReportFinding['role'],
): ReportFinding[] {
  return [...groupBy(nodes, (n) => n.rule.id).values()]
    .map((members) => describeFinding(members, roleOf(members)))
    .sort(bySeverity);
}

function describeFinding(members: readonly FindingNode[], role: ReportFinding['role']): ReportFinding {
  const worst = members[0];
  if (worst === undefined) throw new Error('a finding has no instance');
  const first = Math.min(...members.map((m) => m.timing.onset.time ?? Infinity));
  const last = Math.max(...members.map((m) => m.timing.lastSeen ?? -Infinity));
  return {
    id: worst.rule.id,
    role,
    kind: worst.rule.kind,
    severity: worst.instance.severity,
    title: worst.rule.title,
    message: worst.instance.message,
    others: members.slice(1, 1 + MAX_OTHERS).map((m) => m.instance.message),
    instances: members.length,
    count: members.reduce((sum, m) => sum + m.instance.count, 0),
    entities: [...new Set(members.slice(0, 1 + MAX_OTHERS).flatMap((m) => [...m.instance.entities.values()].flat()))],
    state: members.find((m) => m.timing.now === 'active')?.timing.now ?? worst.timing.now,
    ...(Number.isFinite(first) ? { firstSeen: formatTime(first) } : {}),
    ...(Number.isFinite(last) ? { lastSeen: formatTime(last) } : {}),
    evidence: evidenceOf(members),
  };
}

/** The places that prove some findings, each once, at most `ofEach` of one finding. */
export function evidenceOf(
  members: readonly FindingNode[],
  ofEach = MAX_EVIDENCE,
): Report['diagnoses'][number]['evidence'] {
  const seen = new Map<string, Report['diagnoses'][number]['evidence'][number]>();
  for (const ref of members.flatMap((m) => m.instance.evidence.slice(0, ofEach).map(locate))) {
    const key = `${ref.path}:${ref.line ?? ''}`;
    if (seen.has(key) || seen.size >= MAX_EVIDENCE) continue;
    seen.set(key, {
      path: ref.path,
      ...(ref.line === undefined ? {} : { line: ref.line }),
      ...(ref.text === undefined ? {} : { text: ref.text }),
    });
  }
  return [...seen.values()];
}

const KIND_ORDER = ['fault', 'symptom', 'risk', 'config'];

function bySeverity(a: ReportFinding, b: ReportFinding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    (a.id < b.id ? -1 : 1)
  );
}
