import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { aboutBundle, aboutNode, bylineOf, type Fact } from './about.ts';
import { type ChangesSection, changesSection } from './changes.ts';
import { type CoverageSection, coverageSection } from './coverage.ts';
import { type DiagnosisSection, diagnosisSections } from './diagnosis.ts';
import { type FindingEntry, findingEntries, findingIndex } from './findings.ts';
import { type FirstScreen, firstScreen } from './first-screen.ts';
import { type HeadroomRow, headroomRows } from './headroom.ts';
import { type NodeEntry, nodeEntries } from './nodes.ts';
import { type Gap, gapsOf } from './not-checked.ts';
import { type RuledOutSection, ruledOutSection } from './ruled-out.ts';
import { mergedEvents, type TimelineSection, timelineSection } from './timeline.ts';

/**
 * The report in words: what the templates print, in the order in which they print it. Every field is there, since the
 * templates run in strict mode; what a report does not have is undefined or empty.
 */
export interface ReportView {
  /** What the templates say themselves. */
  readonly page: Words['page'];
  readonly byline: readonly string[];
  readonly first: FirstScreen;
  /** Of a bundle of several nodes. */
  readonly nodes: readonly NodeEntry[];
  readonly diagnoses: readonly DiagnosisSection[];
  readonly residue: readonly FindingEntry[];
  readonly ruledOut: RuledOutSection;
  readonly hasRuledOut: boolean;
  readonly gaps: readonly Gap[];
  readonly collectNext: Report['coverage']['collectNext'];
  /** All of it in one run. */
  readonly collectCommand: string | undefined;
  readonly hasGaps: boolean;
  readonly risks: readonly FindingEntry[];
  readonly headroom: readonly HeadroomRow[];
  readonly changes: ChangesSection;
  /** To paste for people outside of the team. */
  readonly notes: { readonly customer: string; readonly vendor: readonly string[] };
  readonly timeline: TimelineSection;
  /** The timeline with one row for all of one moment. */
  readonly events: TimelineSection;
  readonly findings: readonly FindingEntry[];
  readonly findingsCount: string;
  readonly coverage: CoverageSection;
  readonly problems: readonly { readonly path: string | undefined; readonly message: string }[];
  readonly node: readonly Fact[];
  readonly bundle: readonly Fact[];
}

export function viewOf(report: Report): ReportView {
  const { collectNext, collectCommand } = report.coverage;
  const timeline = timelineSection(report);
  const words = wordsOf(report);
  return {
    page: words.page,
    byline: bylineOf(report),
    first: firstScreen(report),
    nodes: nodeEntries(report),
    diagnoses: diagnosisSections(report),
    residue: findingEntries(report, report.residue),
    ruledOut: ruledOutSection(report),
    hasRuledOut: report.ruledOut.length > 0,
    gaps: gapsOf(report),
    collectNext,
    collectCommand,
    hasGaps: report.unknown.length > 0 || collectNext.length > 0,
    risks: findingEntries(report, report.risks),
    headroom: headroomRows(report),
    changes: changesSection(report, timeline.zone),
    notes: { customer: (report.notes?.customer ?? []).join(words.terms.gap), vendor: report.notes?.vendor ?? [] },
    timeline,
    events: mergedEvents(timeline, words),
    findings: findingIndex(report),
    findingsCount: words.cause.inAll(report.findings.length),
    coverage: coverageSection(report),
    problems: report.problems.map(({ path, message }) => ({ path, message: words.terms.reason(message) })),
    node: aboutNode(report),
    bundle: aboutBundle(report),
  };
}
