import { formatCount } from '../../lib/text.ts';
import { isLinkable } from '../escape.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { type Block, readProse } from '../prose.ts';
import { chainOf, type Link } from './chain.ts';
import { chainDiagram } from './chain-diagram.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { diagnosisRows, furtherRows } from './diagnosis-rows.ts';
import { type Citation, citationsOf } from './evidence.ts';
import { answeredDiagnosis } from './first-screen.ts';
import type { Row } from './rows.ts';
import { type Stage, stagesOf } from './step.ts';
import { capital, STATE_WORDS, someOf } from './words.ts';

/** One root cause with everything that speaks for it and everything to do. */
export interface DiagnosisSection {
  readonly anchor: string;
  readonly heading: string;
  readonly title: string;
  readonly id: string;
  readonly severity: ReportDiagnosis['severity'];
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
  readonly explains: readonly string[];
  readonly clauses: readonly Clause[];
  readonly evidence: readonly Citation[];
  readonly stages: readonly Stage[];
  readonly affected: readonly string[];
  readonly fleet: ReportDiagnosis['fleet'];
  /** How to see that it worked. */
  readonly again: string | undefined;
  readonly references: readonly { readonly url: string; readonly link: boolean }[];
}

/** A repair is proved by a bundle that no longer has the fault. */
const COLLECT_AGAIN = 'sudo sh collect.sh > after.tgz   # on the node\nanalyze after.tgz';

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
  const several = report.diagnoses.length > 1;
  const others = diagnosis.objects.filter((object) => object !== diagnosis.summary);
  const beyond = diagnosis.instances - diagnosis.objects.length;
  return {
    anchor: `cause-${place.index + 1}`,
    heading: several ? `Cause ${place.index + 1} of ${report.diagnoses.length}` : 'Cause',
    title: diagnosis.title,
    id: diagnosis.id,
    severity: diagnosis.severity,
    tags: `${capital(diagnosis.confidence.word)}, ${STATE_WORDS[diagnosis.state.now]}${diagnosis.nodes === undefined ? '' : `, on ${someOf(diagnosis.nodes, 8)}`}`,
    summary: diagnosis.summary,
    rows: place.isAnswered ? [] : diagnosisRows(report, diagnosis),
    further: furtherRows(diagnosis),
    objects: others,
    moreObjects: others.length > 0 && beyond > 0 ? `and ${formatCount(beyond)} more` : undefined,
    why: readProse(diagnosis.why),
    roles: rolesOf(diagnosis),
    chain: chainOf(diagnosis),
    diagram: chainDiagram(diagnosis),
    explains: diagnosis.explains.map((e) => `${e.title} (${formatCount(e.explained)} of ${formatCount(e.total)})`),
    clauses: clausesOf(diagnosis.clauses),
    evidence: citationsOf(diagnosis.evidence),
    stages: stagesOf(diagnosis),
    affected: diagnosis.affected ?? [],
    fleet: diagnosis.fleet,
    again: diagnosis.remediation.length === 0 ? undefined : COLLECT_AGAIN,
    references: diagnosis.references.map((url) => ({ url, link: isLinkable(url) })),
  };
}

/** Only a joint cause has parts worth naming. */
function rolesOf({ roles, title }: ReportDiagnosis): DiagnosisSection['roles'] {
  const parts = [
    { name: 'Made possible by', text: roles.vulnerability.join('; ') },
    { name: 'Made worse by', text: roles.amplifier.join('; ') },
  ].filter((part) => part.text !== '');
  return roles.trigger === '' || roles.trigger === title || parts.length === 0
    ? parts
    : [{ name: 'Trigger', text: roles.trigger }, ...parts];
}
