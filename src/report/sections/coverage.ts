import { formatBytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { epochOf, formatUtc } from './times.ts';

type Source = Report['coverage']['sources'][number];

/** What was read, what was not, and how much of the catalog could be judged. */
export interface CoverageSection {
  readonly rules: string;
  readonly collected: string;
  /** Sources that were read but hold lines that were not understood. */
  readonly lacking: readonly {
    readonly id: string;
    readonly status: string;
    readonly where: string | undefined;
    readonly reason: string;
  }[];
  readonly logs: readonly {
    readonly path: string;
    readonly emitter: string;
    readonly lines: string;
    readonly from: string;
    readonly to: string;
    readonly gaps: string;
  }[];
}

export function coverageSection({ coverage }: Report): CoverageSection {
  const collected = coverage.sources.filter((s) => s.status === 'collected');
  return {
    rules: rulesText(coverage.rules),
    collected: collected.length === 0 ? 'nothing' : collected.map(sourceText).join(', '),
    lacking: togetherByReason(coverage.sources.filter((s) => s.status !== 'collected' || s.problems.length > 0)).map(
      lackOf,
    ),
    logs: coverage.logs.map((log) => ({
      path: log.path,
      emitter: log.emitter,
      lines: formatCount(log.lines),
      ...spanText(log),
      gaps: log.gaps.length === 0 ? 'none seen' : log.gaps.join('; '),
    })),
  };
}

/** Sources without an entry that are missing for one reason, such as a cut, are one row. */
function togetherByReason(sources: readonly Source[]): Source[] {
  const rows = new Map<string, Source>();
  for (const source of sources) {
    const key =
      source.path === undefined && source.problems.length === 0
        ? JSON.stringify([source.status, source.reason])
        : JSON.stringify([source.id, source.path, source.status]);
    const row = rows.get(key);
    rows.set(key, row === undefined ? source : { ...row, id: `${row.id}, ${source.id}` });
  }
  return [...rows.values()];
}

function rulesText(rules: Report['coverage']['rules']): string {
  const parts = [
    `${formatCount(rules.total)} rules: ${formatCount(rules.finding)} found something`,
    `${formatCount(rules.clear)} clear`,
    `${formatCount(rules.ruledOut)} ruled out`,
    `${formatCount(rules.unknown)} could not be judged`,
    `${formatCount(rules.notApplicable)} do not apply here`,
  ];
  if (rules.error > 0) parts.push(`${formatCount(rules.error)} FAILED to run`);
  return parts.join(', ');
}

function sourceText(source: Source): string {
  return source.lines === undefined ? source.id : `${source.id} (${formatCount(source.lines)} lines)`;
}

function lackOf(source: Source): CoverageSection['lacking'][number] {
  const reasons = [...(source.reason === undefined ? [] : [source.reason]), ...source.problems];
  const size = source.bytes > 0 ? `${formatBytes(source.bytes)} read` : undefined;
  return {
    id: source.id,
    status: source.status.replace('_', ' '),
    where: source.path,
    reason: [...reasons, ...(size === undefined ? [] : [size])].join('; '),
  };
}

/** Equal days are not repeated: a log of one hour needs one date. */
function spanText({ from, to }: Report['coverage']['logs'][number]): { from: string; to: string } {
  const known = (time: string | undefined): string =>
    time === undefined ? 'not known' : epochOf(time) === undefined ? time : formatUtc(time).replace(/ UTC$/, '');
  return { from: known(from), to: known(to) };
}
