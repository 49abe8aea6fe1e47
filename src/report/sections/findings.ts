import { formatCount } from '../../lib/text.ts';
import type { Report, ReportFinding } from '../model.ts';
import type { Words } from '../words/words.ts';
import { distinctAnchors } from './anchors.ts';
import { type Citation, citationsOf } from './evidence.ts';
import { type Clock, clockOf, formatMoment } from './times.ts';

/** A finding as a list shows it. */
export interface FindingEntry {
  /** Where the list of all findings has it; a ticket links to that. */
  readonly anchor: string | undefined;
  readonly id: string;
  readonly title: string;
  readonly severity: ReportFinding['severity'];
  /** The severity as a word. */
  readonly badge: string;
  readonly tags: string;
  readonly message: string;
  readonly others: readonly string[];
  readonly moreOthers: string | undefined;
  /** When, and how often. */
  readonly seen: string;
  /** The evidence is printed with its text here; else only its places. */
  readonly citeText: boolean;
  readonly evidence: readonly Citation[];
}

/** Findings with the text of their evidence. */
export function findingEntries(report: Report, findings: readonly ReportFinding[]): FindingEntry[] {
  const clock = clockOf(report);
  return findings.map((finding) => entryOf(finding, clock));
}

/** All findings; the text of the evidence stands where the finding is discussed, here only its place. */
export function findingIndex(report: Report): FindingEntry[] {
  const anchors = distinctAnchors(report.findings.map((f) => f.id));
  return findingEntries(report, asDiagnosed(report)).map((entry, index) => ({
    ...entry,
    anchor: anchors[index],
    citeText: false,
    evidence: entry.evidence.map(({ place }) => ({
      place,
      text: undefined,
      context: undefined,
      bare: true,
      note: undefined,
      quote: undefined,
    })),
  }));
}

/** A root cause is as grave and as present as its diagnosis, which has seen its effects. */
function asDiagnosed({ findings, diagnoses }: Report): ReportFinding[] {
  const known = new Map(diagnoses.map((d) => [d.id, d]));
  return findings.map((finding) => {
    const { severity, state } = known.get(finding.id) ?? {};
    return { ...finding, severity: severity ?? finding.severity, state: state?.now ?? finding.state };
  });
}

function entryOf(finding: ReportFinding, clock: Clock): FindingEntry {
  const beyond = finding.instances - 1 - finding.others.length;
  return {
    anchor: undefined,
    id: finding.id,
    title: finding.title,
    severity: finding.severity,
    badge: clock.words.terms.badge[finding.severity],
    tags: tagsOf(finding, clock.words),
    message: finding.message,
    others: finding.others,
    moreOthers: beyond > 0 ? clock.words.terms.more(formatCount(beyond)) : undefined,
    seen: seenText(finding, clock),
    citeText: true,
    evidence: citationsOf(finding.evidence),
  };
}

function seenText({ count, firstSeen, lastSeen }: ReportFinding, clock: Clock): string {
  const { cause, terms } = clock.words;
  const parts: string[] = [];
  if (firstSeen !== undefined && firstSeen === lastSeen) parts.push(formatMoment(firstSeen, clock));
  else {
    if (firstSeen !== undefined) parts.push(cause.first(formatMoment(firstSeen, clock)));
    if (lastSeen !== undefined) parts.push(cause.last(formatMoment(lastSeen, clock)));
  }
  // What is counted are lines, volumes or groups, as the rule says: none of them "times".
  const all = count > 1 ? [cause.times(formatCount(count))] : [];
  const seen = parts.length === 0 ? all : [cause.seen(parts), ...all];
  return seen.length === 0 ? '' : cause.afterTags(seen.join(terms.comma));
}

/** A risk or a setting does not happen, it holds. */
function tagsOf({ kind, role, state }: ReportFinding, { terms }: Words): string {
  const isCondition = kind === 'risk' || kind === 'config';
  const parts = isCondition && role === 'risk' ? [terms.kind[kind]] : [terms.kind[kind], terms.role[role]];
  return [...parts, isCondition && state === 'active' ? terms.holdsNow : terms.state[state]].join(terms.comma);
}
