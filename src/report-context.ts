import { cut } from './lib/text.ts';
import type { Report, ReportFinding } from './report/model.ts';
import type { Surroundings } from './signatures/signature.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

type Evidence = ReportFinding['evidence'][number];

/** A line beyond this is not quoted whole. */
const MAX_QUOTE = 3000;

/** Adds to every cited place what stands there and in the lines around it, as far as the snapshot kept them. Pure. */
export function withContext(report: Report, snapshot: Snapshot): Report {
  const logs = quotesOf(snapshot);
  const heads = new Map<string, readonly string[]>();
  const linesOf = (path: string): readonly string[] => {
    const known = heads.get(path) ?? snapshot.heads?.lines(path) ?? [];
    heads.set(path, known);
    return known;
  };
  const quoted = <T extends { evidence: Evidence[] }>(item: T): T => ({
    ...item,
    evidence: item.evidence.map((e) => {
      const around =
        logs.get(`${e.path}:${e.line}`) ?? (e.line === undefined ? undefined : linesAround(linesOf(e.path), e.line));
      return around === undefined ? e : { ...e, context: around };
    }),
  });
  return {
    ...report,
    diagnoses: report.diagnoses.map(quoted),
    residue: report.residue.map(quoted),
    risks: report.risks.map(quoted),
    findings: report.findings.map(quoted),
  };
}

function quotesOf({ logs }: Snapshot): ReadonlyMap<string, Surroundings> {
  const quotes = new Map<string, Surroundings>();
  for (const { path, value } of logs)
    for (const { occurrences } of value.matches)
      for (const { sample } of occurrences)
        if (sample.around !== undefined) quotes.set(`${path}:${sample.line}`, sample.around);
  return quotes;
}

/** Nothing where the line is a bracket of JSON: it cites the file, not a line. */
function linesAround(lines: readonly string[], line: number): Surroundings | undefined {
  const whole = lines[line - 1];
  if (whole === undefined || !/[A-Za-z0-9]/.test(whole)) return undefined;
  const [before, after] = [lines[line - 2], lines[line]];
  return {
    whole: cut(whole, MAX_QUOTE),
    ...(before === undefined ? {} : { before: cut(before, MAX_QUOTE) }),
    ...(after === undefined ? {} : { after: cut(after, MAX_QUOTE) }),
  };
}
