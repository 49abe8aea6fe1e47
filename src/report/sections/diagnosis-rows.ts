import { append } from '../../lib/group-by.ts';
import { commandToCollect } from '../collect-next.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { changesBefore } from './changes.ts';
import { type Row, row } from './rows.ts';
import { firstSteps } from './step.ts';
import { clockOf, formatMoment } from './times.ts';
import { capital, OWNER_WORDS, sentence, someOf } from './words.ts';

/** What not to do, on the first screen; the section of the cause has all of it. */
const MAX_DONTS = 2;
const MAX_PODS = 6;

/** The answers about one diagnosis, in the order in which they are asked at night. */
export function diagnosisRows(report: Report, diagnosis: ReportDiagnosis): Row[] {
  const { dont } = diagnosis;
  return [
    ...row('hit', 'Who is hit', { text: impactSentences(diagnosis) }),
    ...row('do', 'Do now', { steps: firstSteps(diagnosis) }),
    ...row('dont', 'Do not', {
      prose: dont.slice(0, MAX_DONTS).map((text, i) => sentence(i === 0 ? withoutLabel(text) : text)),
    }),
    ...row('reboot', 'Reboot', { prose: [rebootSentence(diagnosis)] }),
    ...sureRow(report, diagnosis),
    ...row('since', 'Since', { text: sinceSentences(report, diagnosis) }),
    ...row('owner', 'Owner', { text: [ownerSentence(diagnosis)] }),
  ];
}

/** What the first screen leaves out: every reason, and all that must not be done. */
export function furtherRows({ confidence, dont }: ReportDiagnosis): Row[] {
  // The names of conditions read like headings; what was seen is told with its values.
  const conditions = confidence.for.filter((text) => !text.includes(': '));
  const reasons = [
    ...confidence.for.filter((text) => text.includes(': ')).map(capital),
    ...(conditions.length === 0 ? [] : [`Conditions that hold: ${conditions.join('; ')}`]),
    ...confidence.against.map((text) => `Against it: ${text}`),
    ...confidence.wouldChangeIf.map((text) => `Not excluded: ${text}`),
  ];
  return [
    ...row('sure', 'What speaks for it', { items: reasons.map(sentence) }),
    ...row('dont', 'Do not', { proseItems: dont.length > MAX_DONTS ? dont.map((t) => sentence(withoutLabel(t))) : [] }),
  ];
}

/** The label of the row says it already. */
function withoutLabel(text: string): string {
  return text.replace(/^Do not /, '');
}

/** What is blocked and at risk, then names of pods and services; where none is known, what users see. */
function impactSentences({ impact, explains, state }: ReportDiagnosis): string[] {
  const can = state.now === 'past' || state.now === 'recent' ? 'could not start then' : 'cannot start';
  const work = impact.newWorkBlocked ? `New containers ${can}.` : 'New containers were not seen to be blocked.';
  const risk = impact.dataRisk ? 'DATA IS AT RISK.' : 'No risk to data was seen.';
  const names: string[] = [];
  const byNamespace = new Map<string, string[]>();
  for (const pod of impact.pods) {
    const slash = pod.indexOf('/');
    append(byNamespace, slash === -1 ? '' : pod.slice(0, slash), pod.slice(slash + 1));
  }
  for (const [namespace, pods] of byNamespace)
    names.push(`Pods${namespace === '' ? '' : ` in ${namespace}`}: ${someOf(pods, MAX_PODS)}.`);
  if (impact.services.length > 0) names.push(`Services: ${someOf(impact.services, MAX_PODS)}.`);
  const seen = [...explains].sort((a, b) => b.total - a.total).map((e) => e.title);
  if (names.length === 0 && seen.length > 0) names.push(`Seen as: ${seen.slice(0, 2).join('; ')}.`);
  return [`${work} ${risk}`, names.join(' ')].filter((text) => text !== '');
}

function rebootSentence({ reboot }: ReportDiagnosis): string {
  if (reboot === undefined) return 'Not known for this cause; keep this bundle before you try it.';
  const { helps, safe } = reboot;
  const verdict = helps
    ? safe
      ? 'Clears the fault and is safe; drain the node first.'
      : 'Clears the fault but is NOT safe.'
    : safe
      ? 'Does not help, and harms nothing; draining moves the pods and repairs nothing.'
      : 'Does not help and is NOT safe.';
  return reboot.destroys.length === 0
    ? verdict
    : `${verdict} It destroys ${reboot.destroys.join('; ')}: save that first.`;
}

/** The degree and what it rests on: the three observations that together make it certain. */
function degree({ word, for: reasons }: ReportDiagnosis['confidence']): string {
  if (word === 'confirmed') return 'Confirmed: the failure and its cause were both seen, on one object.';
  const failure = reasons.some((text) => text.startsWith('the failing operation was seen'));
  const resource = reasons.some((text) => text.startsWith('the exhausted resource was seen'));
  const seen = failure
    ? resource
      ? 'the failure and the cause were seen, not that one follows from the other'
      : 'the failure was seen, its cause not at the time of collection'
    : resource
      ? 'the cause was seen, a failure by it was not'
      : 'only signs of it were seen';
  return `${capital(word)}: ${seen}.`;
}

/** How sure in words, and the one command that would confirm or refute it. */
function sureRow(report: Report, diagnosis: ReportDiagnosis): Row[] {
  const { confidence } = diagnosis;
  const [against] = confidence.against;
  const [open] = confidence.wouldChangeIf;
  const text = [
    degree(confidence),
    ...(against === undefined ? [] : [`Against it: ${sentence(against)}`]),
    ...(open === undefined ? [] : [`Not excluded: ${sentence(open)}`]),
  ];
  const { lead, command } = confirmingCommand(report, diagnosis);
  return row('sure', 'How sure', { text: lead === undefined ? text : [...text, lead], command });
}

/** What is missing when something is, else a look at the node: what it shows while the fault is there, or without it. */
function confirmingCommand(
  report: Report,
  { confidence, remediation, fleet }: ReportDiagnosis,
): { readonly lead?: string; readonly command: string | undefined } {
  const [open] = confidence.wouldChangeIf;
  const decides = open === undefined ? undefined : commandToDecide(report, open);
  if (decides !== undefined) return { lead: 'To decide it, collect:', command: decides };
  if (fleet !== undefined) return { lead: `To confirm, look for ${fleet.expect}:`, command: fleet.run };
  const look =
    remediation.find((r) => r.stage === 'verify' && r.run !== undefined && r.class === 'safe') ??
    remediation.find((r) => r.reads === true && r.run !== undefined);
  if (look === undefined) {
    const check = remediation.find((r) => r.verify !== undefined)?.verify;
    return check === undefined
      ? { lead: 'No one command confirms it; the places under Evidence do.', command: undefined }
      : { lead: 'To confirm:', command: check };
  }
  const isRepair = look.stage === 'verify' && look.expect !== undefined;
  return {
    lead: isRepair ? `To confirm; without the fault it shows ${look.expect}:` : 'To confirm:',
    command: look.run,
  };
}

/** What brings the sources that the rival named in `open` waits for. */
function commandToDecide({ unknown, coverage }: Report, open: string): string | undefined {
  const rival = unknown.find(({ title }) => open.startsWith(`${title}: `));
  if (rival === undefined) return undefined;
  const asked = coverage.collectNext.find(({ source }) => source === rival.missing[0]?.source);
  if (asked !== undefined && rival.missing.length === 1) return asked.command;
  // Where no script runs on the node, each source has a way of its own.
  const hasScript = coverage.collectNext.some(({ command }) => command.includes('collect.sh'));
  return hasScript ? commandToCollect(rival.missing) : asked?.command;
}

function sinceSentences(report: Report, diagnosis: ReportDiagnosis): string[] {
  const clock = clockOf(report);
  const { since, ended } = diagnosis.state;
  const sentences: string[] = [];
  if (since.time === undefined || since.quality === 'unknown') sentences.push('When it began is not known.');
  else if (since.quality === 'exact') sentences.push(`${formatMoment(since.time, clock)}.`);
  else sentences.push(`Before ${formatMoment(since.time, clock)}, where the record begins.`);
  if (ended !== undefined) sentences.push(`Last seen ${formatMoment(ended, clock)}.`);
  return [sentences.join(' '), changesBefore(report, diagnosis)].filter((text) => text !== '');
}

function ownerSentence({ owner }: ReportDiagnosis): string {
  return owner === undefined ? 'Not known.' : capital(sentence(OWNER_WORDS[owner] ?? owner));
}
