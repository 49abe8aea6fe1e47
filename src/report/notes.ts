import type { Report, ReportDiagnosis } from './model.ts';
import type { Notes } from './model-changes.ts';
import { clockOf, formatMoment } from './sections/times.ts';
import { vendorNote } from './vendor-note.ts';
import { type Words, wordsOf } from './words/words.ts';

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
  const words = wordsOf(report);
  const { notes } = words;
  return [
    hitSentence(report, cause),
    causeSentence(cause, words),
    timeSentence(report, cause),
    cause.impact.dataRisk ? notes.dataRisk : notes.noDataRisk,
    nextSentence(cause, words),
  ];
}

const MAX_PODS = 3;

function hitSentence(report: Report, { impact, state }: ReportDiagnosis): string {
  const named = impact.pods.slice(0, MAX_PODS);
  return wordsOf(report).notes.hit(
    placeOf(report),
    { isBlocked: impact.newWorkBlocked, goesOn: state.now === 'active' },
    { named, more: impact.pods.length - named.length },
  );
}

function placeOf(report: Report): string {
  const { notes } = wordsOf(report);
  if (report.nodes !== undefined) return notes.nodes(report.nodes.length);
  return report.host.name === undefined ? notes.thisNode : notes.node(report.host.name);
}

function causeSentence({ plain, title, confidence }: ReportDiagnosis, { notes, terms }: Words): string {
  return `${notes.causeIs[confidence.word]}${terms.colon}${terms.sentence(plain ?? title)}`;
}

function timeSentence(report: Report, { state }: ReportDiagnosis): string {
  const clock = clockOf(report);
  const { notes } = clock.words;
  const { since, ended, now } = state;
  const began = since.quality === 'exact' ? notes.began : notes.beganBefore;
  const begin =
    since.time === undefined || since.quality === 'unknown'
      ? notes.beginUnknown
      : began(formatMoment(since.time, clock));
  if (now === 'active') return notes.stillSo(begin);
  return ended === undefined ? notes.cannotTell(begin) : notes.lastSeen(begin, formatMoment(ended, clock));
}

function nextSentence({ remediation }: ReportDiagnosis, { notes }: Words): string {
  // A look repairs nothing, and a check comes after it.
  const acts = remediation.filter((step) => step.stage !== 'verify' && step.reads !== true);
  const first = acts.find((step) => step.stage === 'now') ?? acts[0];
  if (first === undefined) return notes.repairUnknown;
  return first.class === 'safe' ? notes.repairIsSafe : notes.repairInterrupts;
}

function nextCollection(
  { coverage, verdict }: Report,
  { timeWouldHelp, collectIfTrouble, collectAgain }: Words['notes'],
): string {
  if (coverage.collectNext.length === 0) return timeWouldHelp;
  return verdict.status === 'healthy' ? collectIfTrouble : collectAgain;
}

function withoutCause(report: Report): string[] {
  const { verdict, coverage, residue, bundle, diagnoses } = report;
  const clock = { ...clockOf(report), collectedAt: undefined };
  const { notes, terms } = clock.words;
  const { clear, ruledOut, unknown } = coverage.rules;
  const [seen] = residue;
  const [first] = diagnoses;
  return [
    notes.found(placeOf(report), verdict.status),
    seen !== undefined
      ? notes.whatWasSeen(terms.sentence(seen.message))
      : first !== undefined
        ? notes.whatWasFound(terms.sentence(first.plain ?? first.title))
        : notes.nothingSeen,
    notes.checked(clear + ruledOut, unknown),
    bundle.collectedAt === undefined ? notes.timeUnknown : notes.collected(formatMoment(bundle.collectedAt, clock)),
    nextCollection(report, notes),
  ];
}
