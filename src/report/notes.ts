import { plural } from '../lib/text.ts';
import type { Report, ReportDiagnosis } from './model.ts';
import type { Notes } from './model-changes.ts';
import { clockOf, formatMoment } from './sections/times.ts';
import { capital, listed, sentence } from './sections/words.ts';
import { vendorNote } from './vendor-note.ts';

/** The report with what to tell the customer and the vendor, which follows from everything else in it. */
export function withNotes(report: Report): Report {
  return { ...report, notes: notesOf(report) };
}

function notesOf(report: Report): Notes {
  const [first] = report.diagnoses;
  const cause = report.verdict.status === 'root-cause-found' ? first : undefined;
  return {
    customer: cause === undefined ? withoutCause(report) : withCause(report, cause),
    vendor: vendorNote(report, cause),
  };
}

/** What was hit, why, since when, what of data, what next: five sentences for somebody who runs no nodes. */
function withCause(report: Report, cause: ReportDiagnosis): string[] {
  return [
    hitSentence(report, cause),
    causeSentence(cause),
    timeSentence(report, cause),
    cause.impact.dataRisk
      ? 'Stored data is at risk until this is repaired.'
      : 'No damage to stored data was seen in what was collected.',
    nextSentence(cause),
  ];
}

function hitSentence(report: Report, { impact, state }: ReportDiagnosis): string {
  const goesOn = state.now === 'active';
  const pods = impact.pods.slice(0, 3);
  const more = impact.pods.length - pods.length;
  const named =
    pods.length === 0
      ? ''
      : `; ${listed(more > 0 ? [...pods, `${more} more`] : pods)} ${impact.pods.length === 1 ? 'is' : 'are'} affected`;
  const what = impact.newWorkBlocked
    ? `new containers ${goesOn ? 'cannot' : 'could not'} start`
    : `something ${goesOn ? 'does' : 'did'} not work as it should`;
  return `On ${placeOf(report)} ${what}${named}.`;
}

const placeOf = ({ host, nodes }: Report): string =>
  nodes === undefined ? (host.name === undefined ? 'this node' : `node ${host.name}`) : plural(nodes.length, 'node');

function causeSentence({ plain, title, confidence }: ReportDiagnosis): string {
  const words = { confirmed: 'The cause is known', likely: 'The likely cause', possible: 'A possible cause' };
  return `${words[confidence.word]}: ${sentence(plain ?? title)}`;
}

function timeSentence(report: Report, { state }: ReportDiagnosis): string {
  const clock = clockOf(report);
  const { since, ended, now } = state;
  const begin =
    since.time === undefined || since.quality === 'unknown'
      ? 'When it began is not known'
      : `It began ${since.quality === 'exact' ? 'on' : 'before'} ${formatMoment(since.time, clock)}`;
  if (now === 'active') return `${begin}; when the data was collected it was still so.`;
  return ended === undefined
    ? `${begin}; whether it still happens cannot be told.`
    : `${begin}; it was last seen on ${formatMoment(ended, clock)}.`;
}

function nextSentence({ remediation }: ReportDiagnosis): string {
  const acts = remediation.filter((step) => step.stage === 'now' && step.reads !== true);
  if (acts.some((step) => step.class === 'safe'))
    return 'The first step of the repair is known and interrupts nothing that runs.';
  if (acts.some((step) => step.class === 'disruptive'))
    return 'The repair is known and interrupts some of what runs on this node; it should be announced.';
  return 'The repair is being worked out.';
}

function withoutCause(report: Report): string[] {
  const { verdict, coverage, residue, bundle, diagnoses } = report;
  const found = {
    healthy: 'no fault was found in what was collected',
    findings: 'something was found, and no cause is proven',
    'insufficient-data': 'it cannot be told yet what is wrong',
    'root-cause-found': 'a cause was found',
  }[verdict.status];
  const [seen] = residue;
  const [first] = diagnoses;
  return [
    `${capital(`on ${placeOf(report)}`)} ${found}.`,
    seen !== undefined
      ? `What was seen: ${sentence(seen.message)}`
      : first !== undefined
        ? `What was found: ${sentence(first.plain ?? first.title)}`
        : 'No failure was seen that needs an explanation.',
    checkedSentence(coverage.rules),
    bundle.collectedAt === undefined
      ? 'When the data was collected is not known.'
      : `The data was collected on ${formatMoment(bundle.collectedAt, { ...clockOf(report), collectedAt: undefined })}; what happened later is not in it.`,
    coverage.collectNext.length === 0
      ? 'If the trouble goes on, the time at which it happened would help.'
      : 'One more collection from the node would help, best while the trouble lasts.',
  ];
}

function checkedSentence({ clear, ruledOut, unknown }: Report['coverage']['rules']): string {
  const checked = `${plural(clear + ruledOut, 'known fault')} were looked for and not found`;
  return unknown === 0
    ? `${checked}.`
    : `${checked}; ${unknown} could not be checked, because data for them is missing.`;
}
