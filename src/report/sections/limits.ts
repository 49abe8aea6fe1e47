import { plural } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { hangingList } from './about.ts';
import { addedLimits } from './added.ts';
import { epochOf } from './times.ts';
import { listed, someOf } from './words.ts';

type Source = Report['coverage']['sources'][number];

const LACK_WORDS: readonly (readonly [Source['status'], string])[] = [
  ['restricted', 'not readable without more privileges'],
  ['failed', 'failed'],
  ['timed_out', 'did not answer in time'],
  ['truncated', 'cut'],
  ['skipped', 'left out'],
  ['unparsable', 'not readable'],
];

/** What this bundle cannot tell, one sentence each; empty when it was taken whole and by root. */
export function bundleLimits(report: Report): string[] {
  const { bundle, coverage } = report;
  const limits = addedLimits(report);
  if (!bundle.complete) limits.push(cutLimit(bundle));
  limits.push(...abandonedLimits(bundle));
  if (bundle.collector?.uid !== undefined && bundle.collector.uid !== 0)
    limits.push(`Collected as uid ${bundle.collector.uid}, not as root`);
  if (bundle.collector?.inContainer === true) limits.push('Collected from inside a container');
  if (bundle.collectedAt === undefined)
    limits.push('The time of collection is not known, so nothing can be called current');
  limits.push(...(bundle.clockDoubts ?? []));
  for (const [status, words] of LACK_WORDS) {
    const ids = [...new Set(coverage.sources.filter((s) => s.status === status).map((s) => s.id))];
    if (ids.length > 0) limits.push(`${words}: ${someOf(ids, 6)}`);
  }
  // The verdict names the gaps in logs itself where it stands on their silence.
  limits.push(...rebootLimit(report), ...(report.verdict.reasons.length === 0 ? logLimits(report) : []));
  return limits;
}

/** `Cut after step 31 of 60 (sysctl); missing: df, log, ...`. */
function cutLimit({ cut }: Report['bundle']): string {
  if (cut === undefined) return 'The bundle is cut: what comes after the cut is not in it';
  const lost = cut.missing.length === 0 ? 'what comes after that is not in it' : `missing: ${someOf(cut.missing, 12)}`;
  return `${cut.text}; ${lost}`;
}

/** A command that could not even be killed is evidence of its own: what it waits for does not answer. */
function abandonedLimits({ abandoned }: Report['bundle']): string[] {
  const hanging = hangingList(abandoned);
  return hanging === undefined ? [] : [`Commands of the collector hung and could not be ended: ${hanging}`];
}

/** A reboot shortly before collection has destroyed state that a cause may have left. */
function rebootLimit({ host, bundle }: Report): string[] {
  const booted = epochOf(host.bootedAt);
  const collected = epochOf(bundle.collectedAt);
  if (booted === undefined || collected === undefined || collected - booted > 86_400) return [];
  return ['The node was booted less than a day before collection: what was in memory before is gone'];
}

function logLimits({ coverage }: Report): string[] {
  const gaps = coverage.logs.flatMap((log) => log.gaps.map((gap) => `${log.path}: ${gap}`));
  const shown = gaps.slice(0, 3);
  if (coverage.logs.length === 0) return ['No log is in the bundle'];
  if (gaps.length === 0) return [];
  return [`${plural(gaps.length, 'gap')} in logs: ${listed(shown)}${gaps.length > shown.length ? ', …' : ''}`];
}
