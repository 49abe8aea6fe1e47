import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import { wordsOf } from '../words/words.ts';
import type { Fact } from './about.ts';
import { epochOf } from './times.ts';

const MAX_NAMES = 12;

/** What of the node is concerned, by the kinds of objects that the findings of the chain name, and for how long. */
export function blastRadius(report: Report, diagnosis: ReportDiagnosis): Fact[] {
  const ids = new Set([diagnosis.id, ...diagnosis.chain.map((edge) => edge.to)]);
  const chain = report.findings.filter((finding) => ids.has(finding.id));
  const { pods, services } = diagnosis.impact;
  const { cause, terms } = wordsOf(report);
  const facts: Fact[] = [];
  if (pods.length > 0) facts.push({ name: cause.pods, text: terms.someOf(pods, MAX_NAMES) });
  if (services.length > 0) facts.push({ name: cause.services, text: terms.someOf(services, MAX_NAMES) });
  for (const { title, instances, count } of chain) {
    const many = Math.max(instances, count);
    if (many > 1) facts.push({ name: formatCount(many), text: title });
  }
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
