import { append } from '../../lib/group-by.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { type Row, row } from './rows.ts';
import { firstSteps } from './step.ts';
import { clockOf, epochOf, formatMoment } from './times.ts';
import { capital, OWNER_WORDS, sentence, someOf } from './words.ts';

/** Changes further back than this are not "just before". */
const CHANGE_WINDOW = 72 * 3600;

/** The answers about one diagnosis, in the order in which they are asked at night. */
export function diagnosisRows(report: Report, diagnosis: ReportDiagnosis): Row[] {
  return [
    ...row('hit', 'Who is hit', { text: impactSentences(diagnosis) }),
    ...row('do', 'Do now', { steps: firstSteps(diagnosis) }),
    ...row('dont', 'Do not', { prose: diagnosis.dont.map(sentence) }),
    ...row('reboot', 'Reboot', { prose: rebootSentences(diagnosis) }),
    ...sureRow(report, diagnosis),
    ...row('since', 'Since', { text: sinceSentences(report, diagnosis) }),
    ...row('owner', 'Owner', {
      text: diagnosis.owner === undefined ? [] : [capital(sentence(OWNER_WORDS[diagnosis.owner] ?? diagnosis.owner))],
    }),
  ];
}

function impactSentences({ impact }: ReportDiagnosis): string[] {
  const sentences: string[] = [];
  const byNamespace = new Map<string, string[]>();
  for (const pod of impact.pods) {
    const slash = pod.indexOf('/');
    const namespace = slash === -1 ? '' : pod.slice(0, slash);
    append(byNamespace, namespace, pod.slice(slash + 1));
  }
  for (const [namespace, names] of byNamespace)
    sentences.push(`Pods${namespace === '' ? '' : ` in ${namespace}`}: ${someOf(names, 8)}.`);
  if (impact.services.length > 0) sentences.push(`Services: ${someOf(impact.services, 8)}.`);
  const work = impact.newWorkBlocked ? 'New containers cannot start.' : 'New containers were not seen to be blocked.';
  const risk = impact.dataRisk ? 'DATA IS AT RISK.' : 'No risk to data was seen.';
  return [...sentences, `${work} ${risk}`];
}

function rebootSentences({ reboot }: ReportDiagnosis): string[] {
  if (reboot === undefined) return [];
  const helps = reboot.helps ? 'It clears the fault' : 'It does not help';
  const safe = reboot.safe ? 'and is safe' : 'and is NOT safe';
  const link = reboot.helps === reboot.safe ? safe : safe.replace('and', 'but');
  const destroys = reboot.destroys.length === 0 ? '' : ` It destroys ${reboot.destroys.join('; ')}: save that first.`;
  return [`${helps} ${link}.${destroys}`];
}

/** The check that would settle it: what is missing when something is, else a look at the node. */
function sureRow(report: Report, { confidence, remediation }: ReportDiagnosis): Row[] {
  const text = [
    `${capital(confidence.word)}${confidence.for.length === 0 ? '.' : `: ${sentence(confidence.for.join('; '))}`}`,
  ];
  if (confidence.against.length > 0) text.push(`Against it: ${sentence(confidence.against.join('; '))}`);
  if (confidence.wouldChangeIf.length > 0) text.push(`Not excluded: ${sentence(confidence.wouldChangeIf.join('; '))}`);
  const look = remediation.find((r) => r.stage === 'verify' && r.run !== undefined && r.class === 'safe')?.run;
  const next = report.coverage.collectNext[0];
  const command = confidence.wouldChangeIf.length > 0 ? (next?.byHand ?? next?.command ?? look) : look;
  if (command !== undefined) text.push('To see it on the node:');
  return row('sure', 'How sure', { text, command });
}

function sinceSentences(report: Report, { state }: ReportDiagnosis): string[] {
  const clock = clockOf(report);
  const { since, ended } = state;
  const sentences: string[] = [];
  if (since.time === undefined || since.quality === 'unknown') sentences.push('The begin is not known.');
  else if (since.quality === 'exact') sentences.push(`${formatMoment(since.time, clock)}.`);
  else sentences.push(`Before ${formatMoment(since.time, clock)}: it was already so when the record begins.`);
  if (ended !== undefined) sentences.push(`Last seen ${formatMoment(ended, clock)}.`);
  return [...sentences, ...changesBefore(report, since.time)];
}

function changesBefore(report: Report, since: string | undefined): string[] {
  const onset = epochOf(since);
  if (onset === undefined) return [];
  const clock = clockOf(report);
  return report.timeline
    .filter((entry) => {
      const at = epochOf(entry.time);
      return (
        (entry.kind === 'change' || entry.kind === 'boot') &&
        at !== undefined &&
        at <= onset &&
        onset - at <= CHANGE_WINDOW
      );
    })
    .slice(-3)
    .map((entry) => `Before it: ${entry.text}, ${formatMoment(entry.time, clock)}.`);
}
