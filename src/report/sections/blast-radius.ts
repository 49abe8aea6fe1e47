import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report, ReportDiagnosis } from '../model.ts';
import type { Fact } from './about.ts';
import { epochOf } from './times.ts';
import { someOf } from './words.ts';

const MAX_NAMES = 12;

/** What of the node is concerned, by the kinds of objects that the findings of the chain name, and for how long. */
export function blastRadius(report: Report, diagnosis: ReportDiagnosis): Fact[] {
  const ids = new Set([diagnosis.id, ...diagnosis.chain.map((edge) => edge.to)]);
  const chain = report.findings.filter((finding) => ids.has(finding.id));
  const { pods, services } = diagnosis.impact;
  const facts: Fact[] = [];
  if (pods.length > 0) facts.push({ name: 'Pods', text: someOf(pods, MAX_NAMES) });
  if (services.length > 0) facts.push({ name: 'Services', text: someOf(services, MAX_NAMES) });
  const many = chain.filter((finding) => Math.max(finding.instances, finding.count) > 1);
  for (const { title, instances, count } of many)
    facts.push({ name: formatCount(instances > 1 ? instances : count), text: title });
  const lasted = durationText(report, diagnosis);
  return lasted === undefined ? facts : [...facts, { name: 'Lasted', text: lasted }];
}

/** How long before the collection it was first seen, or how long it took. */
function durationText(report: Report, { state }: ReportDiagnosis): string | undefined {
  const begin = epochOf(state.since.time);
  const end = epochOf(state.ended) ?? epochOf(report.bundle.collectedAt);
  if (begin === undefined || end === undefined || end < begin) return undefined;
  const least = state.since.quality === 'exact' ? '' : 'at least ';
  const still = state.ended === undefined ? ', up to the collection' : '';
  return `${least}${formatDuration(end - begin)}${still}`;
}
