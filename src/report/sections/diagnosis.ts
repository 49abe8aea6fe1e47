import { formatCount } from '../../lib/text.ts';
import { isLinkable } from '../escape.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { type Block, readProse } from '../prose.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { evidenceNote } from './blast-radius.ts';
import { chainOf, type Link } from './chain.ts';
import { chainDiagram } from './chain-diagram.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { diagnosisRows, furtherRows } from './diagnosis-rows.ts';
import { type Citation, citationsOf } from './evidence.ts';
import { answeredDiagnosis } from './first-screen.ts';
import type { Row } from './rows.ts';
import { type Stage, stagesOf } from './step.ts';
import { capital } from './words.ts';

/** One root cause with everything that speaks for it and everything to do. */
export interface DiagnosisSection {
  readonly anchor: string;
  readonly heading: string;
  readonly title: string;
  readonly id: string;
  readonly severity: ReportDiagnosis['severity'];
  /** The severity as a word. */
  readonly badge: string;
  readonly tags: string;
  readonly summary: string;
  /** Of the diagnosis that the first screen answers for, only what it leaves out. */
  readonly rows: readonly Row[];
  /** What they leave out: every reason, and all that must not be done. */
  readonly further: readonly Row[];
  readonly objects: readonly string[];
  readonly moreObjects: string | undefined;
  readonly why: readonly Block[];
  readonly roles: readonly { readonly name: string; readonly text: string }[];
  readonly chain: readonly Link[];
  /** The chain as a Mermaid flowchart, where a picture says more than the list. */
  readonly diagram: string | undefined;
  /** All effects in one sentence. */
  readonly explains: string | undefined;
  readonly clauses: readonly Clause[];
  /** How many they are, for those who need no more. */
  readonly conditions: string;
  readonly evidence: readonly Citation[];
  /** How many there are in all, where only the first places are cited. */
  readonly evidenceNote: string | undefined;
  readonly stages: readonly Stage[];
  readonly affected: readonly string[];
  readonly fleet: { readonly run: string; readonly shows: string } | undefined;
  /** How to see that it worked. */
  readonly again: string | undefined;
  readonly references: readonly { readonly url: string; readonly link: boolean }[];
}

/** A repair is proved by a bundle that no longer has the fault. */
const collectAgain = (comment: string): string => `sudo sh collect.sh > after.tgz   ${comment}\nanalyze after.tgz`;

export function diagnosisSections(report: Report): DiagnosisSection[] {
  const answered = answeredDiagnosis(report);
  return report.diagnoses.map((diagnosis, index) =>
    sectionOf(report, diagnosis, { index, isAnswered: diagnosis === answered }),
  );
}

function sectionOf(
  report: Report,
  diagnosis: ReportDiagnosis,
  place: { index: number; isAnswered: boolean },
): DiagnosisSection {
  const words = wordsOf(report);
  const { cause, terms } = words;
  const { fleet } = diagnosis;
  const others = diagnosis.objects.filter((object) => object !== diagnosis.summary);
  const beyond = diagnosis.instances - diagnosis.objects.length;
  return {
    anchor: `cause-${place.index + 1}`,
    heading: cause.heading(place.index + 1, report.diagnoses.length, report.verdict.status === 'root-cause-found'),
    title: diagnosis.title,
    id: diagnosis.id,
    severity: diagnosis.severity,
    badge: terms.badge[diagnosis.severity],
    tags: tagsOf(diagnosis, words),
    summary: diagnosis.summary,
    rows: place.isAnswered ? [] : diagnosisRows(report, diagnosis),
    further: furtherRows(diagnosis, words),
    objects: others,
    moreObjects: others.length > 0 && beyond > 0 ? terms.more(formatCount(beyond)) : undefined,
    why: readProse(diagnosis.why),
    roles: rolesOf(diagnosis, words),
    chain: chainOf(diagnosis, words),
    diagram: chainDiagram(diagnosis),
    explains: explainsOf(diagnosis, words),
    conditions: cause.conditions(diagnosis.clauses.length),
    clauses: clausesOf(diagnosis.clauses, words),
    evidence: citationsOf(diagnosis.evidence).map((c) => ({ ...c, note: isQuoted(c) ? undefined : cause.notQuoted })),
    evidenceNote: evidenceNote(report, diagnosis),
    stages: stagesOf(diagnosis, words),
    affected: (diagnosis.affected ?? []).map(cause.version),
    fleet: fleet === undefined ? undefined : { run: fleet.run, shows: cause.fleetShows(fleet.expect) },
    again: diagnosis.remediation.length === 0 ? undefined : collectAgain(cause.commandOnAfter),
    references: diagnosis.references.map((url) => ({ url, link: isLinkable(url) })),
  };
}

/** Of a row of a table only the file as it was read has the text. */
const isQuoted = ({ bare, quote }: Citation): boolean => !bare || quote !== undefined;

function tagsOf({ confidence, state, nodes }: ReportDiagnosis, { cause, terms }: Words): string {
  const tags = [capital(terms.confidence[confidence.word]), terms.state[state.now]];
  return [...tags, ...(nodes === undefined ? [] : [cause.onNodes(terms.someOf(nodes, 8))])].join(terms.comma);
}

function explainsOf({ explains }: ReportDiagnosis, { cause, terms }: Words): string | undefined {
  const effects = explains.map((e) =>
    cause.explained(e.title, terms.ofTotal(formatCount(e.explained), formatCount(e.total))),
  );
  return effects.length === 0 ? undefined : cause.explains(effects);
}

/** Only a joint cause has parts worth naming. */
function rolesOf({ roles, title }: ReportDiagnosis, { cause, terms }: Words): DiagnosisSection['roles'] {
  const parts = [
    { name: cause.madePossible, text: roles.vulnerability.join(terms.semicolon) },
    { name: cause.madeWorse, text: roles.amplifier.join(terms.semicolon) },
  ].filter((part) => part.text !== '');
  return roles.trigger === '' || roles.trigger === title || parts.length === 0
    ? parts
    : [{ name: cause.trigger, text: roles.trigger }, ...parts];
}
