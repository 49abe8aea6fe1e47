import { diagnosisTexts } from '../../diagnosis/texts.ts';
import { append } from '../../lib/group-by.ts';
import { commandToCollect } from '../collect-next.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { changesBefore } from './changes.ts';
import { labelSteps, type Row, row } from './rows.ts';
import { firstSteps } from './step.ts';
import { clockOf, formatMoment } from './times.ts';
import { capital } from './words.ts';

/** What not to do, on the first screen; the section of the cause has all of it. */
const MAX_DONTS = 2;
const MAX_PODS = 6;

/** The answers about one diagnosis, in the order in which they are asked at night. */
export function diagnosisRows(report: Report, diagnosis: ReportDiagnosis): Row[] {
  const { dont } = diagnosis;
  const words = wordsOf(report);
  const { screen, terms } = words;
  const { label } = screen;
  return [
    ...row('hit', label.hit, { text: impactSentences(diagnosis, words) }),
    ...row('do', label.do, { steps: labelSteps(firstSteps(diagnosis, words), label) }),
    ...row('dont', label.dont, {
      prose: dont.slice(0, MAX_DONTS).map(terms.sentence),
    }),
    ...row('reboot', label.reboot, { prose: [rebootSentences(report, diagnosis, words)] }),
    ...sureRow(report, diagnosis),
    ...row('since', label.since, { text: sinceSentences(report, diagnosis) }),
    ...row('owner', label.owner, { text: [ownerSentence(diagnosis, words)] }),
  ];
}

/** A node is booted for all of its causes: what that does to the others stands with the first. */
function rebootSentences({ diagnoses }: Report, diagnosis: ReportDiagnosis, { screen }: Words): string {
  const { reboot } = diagnosis;
  const others = diagnosis === diagnoses[0] ? diagnoses.slice(1) : [];
  const unsafe = others.filter((other) => other.reboot?.safe === false);
  const destroys = [reboot, ...others.map((other) => other.reboot)].flatMap((r) => r?.destroys ?? []);
  return screen.reboot(
    reboot === undefined ? undefined : { ...reboot, destroys: [...new Set(destroys)] },
    unsafe.map((other) => diagnoses.indexOf(other) + 1),
  );
}

/** What the first screen leaves out: every reason, and all that must not be done. */
export function furtherRows({ confidence, dont }: ReportDiagnosis, { screen, terms }: Words): Row[] {
  // The names of conditions read like headings; what was seen is told with its values.
  const conditions = confidence.for.filter((text) => !text.includes(terms.colon));
  const reasons = [
    ...confidence.for.filter((text) => text.includes(terms.colon)).map(capital),
    ...(conditions.length === 0 ? [] : [screen.conditions(conditions)]),
    ...confidence.against.map(screen.against),
    ...confidence.wouldChangeIf.map(screen.notExcluded),
  ];
  const donts = dont.length > MAX_DONTS ? dont.map(terms.sentence) : [];
  return [
    ...row('sure', screen.label.speaksFor, { items: reasons.map(terms.sentence) }),
    ...row('dont', screen.label.dont, { proseItems: donts }),
  ];
}

/** What is blocked and at risk, then names of pods and services; where none is known, what users see. */
function impactSentences({ impact, explains, state }: ReportDiagnosis, { screen, terms }: Words): string[] {
  const isOver = state.now === 'past' || state.now === 'recent';
  const harm = [screen.newWork(impact.newWorkBlocked, isOver), screen.dataRisk(impact.dataRisk)];
  const names: string[] = [];
  const byNamespace = new Map<string, string[]>();
  for (const pod of impact.pods) {
    const slash = pod.indexOf('/');
    append(byNamespace, slash === -1 ? '' : pod.slice(0, slash), pod.slice(slash + 1));
  }
  for (const [namespace, pods] of byNamespace) names.push(screen.pods(namespace, terms.someOf(pods, MAX_PODS)));
  if (impact.services.length > 0) names.push(screen.services(terms.someOf(impact.services, MAX_PODS)));
  const seen = [...explains].sort((a, b) => b.total - a.total).map((e) => e.title);
  if (names.length === 0 && seen.length > 0) names.push(screen.seenAs(seen.slice(0, 2)));
  return [harm.join(terms.gap), names.join(terms.gap)].filter((text) => text !== '');
}

/** The degree and what it rests on: the three observations that together make it certain. */
function degree(report: Report, { word, for: reasons }: ReportDiagnosis['confidence']): string {
  const { screen, terms } = wordsOf(report);
  if (word === 'confirmed') return screen.confirmed;
  const texts = diagnosisTexts(report.language ?? 'en');
  const failure = reasons.some((text) => text.startsWith(texts.operationSeen('').trim()));
  const resource = reasons.some((text) => text.startsWith(texts.resourceSeen('').trim()));
  return screen.degree(terms.confidence[word], failure, resource);
}

/** How sure in words, and the one command that would confirm or refute it. */
function sureRow(report: Report, diagnosis: ReportDiagnosis): Row[] {
  const { confidence } = diagnosis;
  const { screen, terms } = wordsOf(report);
  const [against] = confidence.against;
  const [open] = confidence.wouldChangeIf;
  const text = [
    degree(report, confidence),
    ...(against === undefined ? [] : [screen.against(terms.sentence(against))]),
    ...(open === undefined ? [] : [screen.notExcluded(terms.sentence(open))]),
  ];
  const { lead, command } = confirmingCommand(report, diagnosis);
  return row('sure', screen.label.sure, { text: lead === undefined ? text : [...text, lead], command });
}

/** What is missing when something is, else a look at the node: what it shows while the fault is there, or without it. */
function confirmingCommand(
  report: Report,
  { confidence, remediation, fleet }: ReportDiagnosis,
): { readonly lead?: string; readonly command: string | undefined } {
  const { screen } = wordsOf(report);
  const [open] = confidence.wouldChangeIf;
  const decides = open === undefined ? undefined : commandToDecide(report, open);
  if (decides !== undefined) return { lead: screen.toDecide, command: decides };
  if (fleet !== undefined) return { lead: screen.toConfirmBy(fleet.expect), command: fleet.run };
  const look =
    remediation.find((r) => r.stage === 'verify' && r.run !== undefined && r.class === 'safe') ??
    remediation.find((r) => r.reads === true && r.run !== undefined);
  if (look === undefined) {
    const check = remediation.find((r) => r.verify !== undefined)?.verify;
    return check === undefined
      ? { lead: screen.noCommand, command: undefined }
      : { lead: screen.toConfirm, command: check };
  }
  const expected = look.stage === 'verify' ? look.expect : undefined;
  return {
    lead: expected === undefined ? screen.toConfirm : screen.toConfirmWithout(expected),
    command: look.run,
  };
}

/** What brings the sources that the rival named in `open` waits for. */
function commandToDecide(report: Report, open: string): string | undefined {
  const { unknown, coverage } = report;
  const { colon } = wordsOf(report).terms;
  const rival = unknown.find(({ title }) => open.startsWith(`${title}${colon}`));
  if (rival === undefined) return undefined;
  const asked = coverage.collectNext.find(({ source }) => source === rival.missing[0]?.source);
  if (asked !== undefined && rival.missing.length === 1) return asked.command;
  // Where no script runs on the node, each source has a way of its own.
  const hasScript = coverage.collectNext.some(({ command }) => command.includes('collect.sh'));
  return hasScript ? commandToCollect(rival.missing) : asked?.command;
}

function sinceSentences(report: Report, diagnosis: ReportDiagnosis): string[] {
  const clock = clockOf(report);
  const { screen, terms } = clock.words;
  const { since, ended } = diagnosis.state;
  const sentences: string[] = [];
  if (since.time === undefined || since.quality === 'unknown') sentences.push(screen.beginUnknown);
  else if (since.quality === 'exact') sentences.push(screen.begin(formatMoment(since.time, clock)));
  else sentences.push(screen.beginBefore(formatMoment(since.time, clock)));
  if (ended !== undefined && ended !== since.time) sentences.push(screen.lastSeen(formatMoment(ended, clock)));
  return [sentences.join(terms.gap), changesBefore(report, diagnosis)].filter((text) => text !== '');
}

function ownerSentence({ owner }: ReportDiagnosis, { screen, terms }: Words): string {
  return owner === undefined ? screen.ownerUnknown : capital(terms.sentence(terms.owner[owner] ?? owner));
}
