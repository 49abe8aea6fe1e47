import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { wordsOf } from '../words/words.ts';
import type { Fact } from './about.ts';
import { epochOf } from './times.ts';

const MAX_NAMES = 12;

/** How many objects or lines each finding of a cause and its chain counts, where there is more than one. */
function countsOf(report: Report, diagnosis: ReportDiagnosis): { title: string; many: number }[] {
  const ids = new Set([diagnosis.id, ...diagnosis.chain.map((edge) => edge.to)]);
  return report.findings
    .filter((finding) => ids.has(finding.id))
    .map(({ title, instances, count }) => ({ title, many: Math.max(instances, count) }))
    .filter(({ many }) => many > 1);
}

/** Of thousands of lines a diagnosis cites the first ones: how many there are in all. */
export function evidenceNote(report: Report, diagnosis: ReportDiagnosis): string | undefined {
  const { cause } = wordsOf(report);
  const beyond = countsOf(report, diagnosis).filter(({ many }) => many > diagnosis.evidence.length);
  if (diagnosis.evidence.length === 0 || beyond.length === 0) return undefined;
  return cause.firstPlaces(beyond.map(({ title, many }) => cause.explained(title, formatCount(many))));
}

/** What of the node is concerned, by the kinds of objects that the findings of the chain name, and for how long. */
export function blastRadius(report: Report, diagnosis: ReportDiagnosis): Fact[] {
  const { pods, services } = diagnosis.impact;
  const { cause, terms } = wordsOf(report);
  const facts: Fact[] = [];
  if (pods.length > 0) facts.push({ name: cause.pods, text: terms.someOf(pods, MAX_NAMES) });
  if (services.length > 0) facts.push({ name: cause.services, text: terms.someOf(services, MAX_NAMES) });
  for (const { title, many } of countsOf(report, diagnosis))
    facts.push({ name: `${formatCount(many)} ×`, text: title });
  const lasted = durationText(report, diagnosis);
  return lasted === undefined ? facts : [...facts, { name: cause.lasted, text: lasted }];
}

/** How long before the collection it was first seen, or how long it took. */
function durationText(report: Report, { state }: ReportDiagnosis): string | undefined {
  const begin = epochOf(state.since.time);
  const end = epochOf(state.ended) ?? epochOf(report.bundle.collectedAt);
  if (begin === undefined || end === undefined || end - begin < 1) return undefined;
  const { cause } = wordsOf(report);
  return cause.lastedFor(formatDuration(end - begin), state.since.quality !== 'exact', state.ended === undefined);
}
