import { formatBytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
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
  /** Some of them are files of the bundle. */
  readonly lackingHasPaths: boolean;
  readonly logs: readonly {
    readonly path: string;
    readonly emitter: string;
    readonly lines: string;
    readonly from: string;
    readonly to: string;
    readonly gaps: string;
  }[];
}

export function coverageSection(report: Report): CoverageSection {
  const { coverage } = report;
  const words = wordsOf(report);
  const { tables, terms } = words;
  const collected = coverage.sources.filter((s) => s.status === 'collected');
  const lacking = togetherByReason(
    coverage.sources.filter((s) => s.status !== 'collected' || s.problems.length > 0),
    words,
  );
  return {
    rules: tables.rules(coverage.rules),
    collected: collected.length === 0 ? tables.nothing : collected.map((s) => sourceText(s, words)).join(terms.comma),
    lacking: lacking.map((s) => lackOf(s, words)),
    lackingHasPaths: lacking.some((s) => s.path !== undefined),
    logs: coverage.logs.map((log) => ({
      path: log.path,
      emitter: log.emitter,
      lines: formatCount(log.lines),
      ...spanText(log, words),
      gaps: log.gaps.length === 0 ? tables.noGaps : log.gaps.map(terms.reason).join(terms.semicolon),
    })),
  };
}

/** Sources without an entry that are missing for one reason, such as a cut, are one row. */
function togetherByReason(sources: readonly Source[], { terms }: Words): Source[] {
  const rows = new Map<string, Source>();
  for (const source of sources) {
    const key =
      source.path === undefined && source.problems.length === 0
        ? JSON.stringify([source.status, source.reason])
        : JSON.stringify([source.id, source.path, source.status]);
    const row = rows.get(key);
    rows.set(key, row === undefined ? source : { ...row, id: `${row.id}${terms.comma}${source.id}` });
  }
  return [...rows.values()];
}

function sourceText(source: Source, { tables }: Words): string {
  return source.lines === undefined
    ? source.id
    : tables.sourceLines(source.path ?? source.id, formatCount(source.lines));
}

function lackOf(source: Source, { tables, terms }: Words): CoverageSection['lacking'][number] {
  const reasons = [...(source.reason === undefined ? [] : [source.reason]), ...source.problems].map(terms.reason);
  const size = source.bytes > 0 ? tables.bytesRead(formatBytes(source.bytes)) : undefined;
  return {
    id: source.id,
    status: terms.source[source.status],
    where: source.path,
    reason: [...reasons, ...(size === undefined ? [] : [size])].join(terms.semicolon),
  };
}

/** Equal days are not repeated: a log of one hour needs one date. */
function spanText({ from, to }: Report['coverage']['logs'][number], { terms }: Words): { from: string; to: string } {
  const known = (time: string | undefined): string =>
    time === undefined ? terms.notKnown : epochOf(time) === undefined ? time : formatUtc(time).replace(/ UTC$/, '');
  return { from: known(from), to: known(to) };
}
