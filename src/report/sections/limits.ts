import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { hangingList } from './about.ts';
import { addedLimits } from './added.ts';
import { epochOf } from './times.ts';

/** Why a source lacks something, in the order in which it is told. */
const LACKS = ['restricted', 'failed', 'timed_out', 'truncated', 'skipped', 'unparsable'] as const;

/** What this bundle cannot tell, one sentence each; empty when it was taken whole and by root. */
export function bundleLimits(report: Report): string[] {
  const { bundle, coverage } = report;
  const words = wordsOf(report);
  const limits = addedLimits(report);
  if (!bundle.complete) limits.push(cutLimit(bundle, words));
  limits.push(...abandonedLimits(bundle, words));
  if (bundle.collector?.uid !== undefined && bundle.collector.uid !== 0)
    limits.push(words.limits.asUser(bundle.collector.uid));
  if (bundle.collector?.inContainer === true) limits.push(words.limits.inContainer);
  if (bundle.otherHosts !== undefined) limits.push(hostsLimit(bundle.otherHosts, words));
  if (bundle.collectedAt === undefined) limits.push(words.limits.timeUnknown);
  limits.push(...(bundle.clockDoubts ?? []));
  for (const status of LACKS) {
    const ids = [...new Set(coverage.sources.filter((s) => s.status === status).map((s) => s.id))];
    if (ids.length > 0) limits.push(words.limits.lacking(words.limits.lack[status], words.terms.someOf(ids, 6)));
  }
  // The verdict names the gaps in logs itself where it stands on their silence.
  limits.push(...rebootLimit(report), ...(report.verdict.reasons.length === 0 ? logLimits(report) : []));
  return limits;
}

function hostsLimit({ own, others, logs }: NonNullable<Report['bundle']['otherHosts']>, words: Words): string {
  const names = words.terms.someOf(others, 6);
  if (logs.length === 0) return words.limits.otherHosts(own, names);
  return words.limits.strangeLogs(own, names, words.terms.someOf(logs, 6));
}

/** `Cut after step 31 of 60 (sysctl); missing: df, log, ...`. */
function cutLimit({ cut }: Report['bundle'], { limits, terms }: Words): string {
  return cut === undefined ? limits.isCut : limits.cut(terms.reason(cut.text), terms.someOf(cut.missing, 12));
}

/** A command that could not even be killed is evidence of its own: what it waits for does not answer. */
function abandonedLimits({ abandoned }: Report['bundle'], words: Words): string[] {
  const hanging = hangingList(abandoned, words);
  return hanging === undefined ? [] : [words.limits.hung(hanging)];
}

/** A reboot shortly before collection has destroyed state that a cause may have left. */
function rebootLimit(report: Report): string[] {
  const { host, bundle } = report;
  const booted = epochOf(host.bootedAt);
  const collected = epochOf(bundle.collectedAt);
  if (booted === undefined || collected === undefined || collected - booted > 86_400) return [];
  return [wordsOf(report).limits.rebooted];
}

function logLimits(report: Report): string[] {
  const { coverage } = report;
  const { limits, terms } = wordsOf(report);
  const gaps = coverage.logs.flatMap((log) => log.gaps.map((gap) => `${log.path}${terms.colon}${terms.reason(gap)}`));
  const shown = gaps.slice(0, 3);
  if (coverage.logs.length === 0) return [limits.noLog];
  if (gaps.length === 0) return [];
  return [limits.gaps(gaps.length, terms.listed(shown), gaps.length > shown.length)];
}
