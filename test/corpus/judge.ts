import type { Report, ReportFinding } from '../../src/report/model.ts';
import { SEVERITIES } from '../../src/rules/severity.ts';
import type { CorpusBundle, CorpusIssue } from './manifest.ts';
import {
  FORBIDDEN_ITEMS,
  type Forbidden,
  HEALTHY_ROLES,
  layoutOfKind,
  RULES_OF_EXPECTED,
  STATUS_OF_EXPECTED,
} from './mapping.ts';

/** What became of one expected failure. */
export interface ExpectedOutcome {
  readonly id: string;
  /** `unknown`: no rule holds, and one says which source it would need; `missed`: all could be judged and none holds. */
  readonly outcome: 'found' | 'unknown' | 'missed' | 'no rule yet';
  /** The rules that hold, that need more, or that were looked for. */
  readonly rules: readonly string[];
}

export interface Judgement {
  readonly expected: readonly ExpectedOutcome[];
  /** What makes the run fail: a wrong layout, a statement the manifest calls wrong, a fault in a healthy node. */
  readonly wrong: readonly string[];
  /** Findings of high severity that the manifest does not name: to be looked at, they may be right. */
  readonly unnamed: readonly string[];
}

/** Compares a report on a corpus bundle, or on an excerpt, with the manifest. */
export function judge(report: Report, item: CorpusBundle | CorpusIssue): Judgement {
  const expected = item.expected.map(({ id }) => outcomeOf(id, report));
  const accepted = new Set(item.expected.flatMap(({ id }) => RULES_OF_EXPECTED[id] ?? []));
  const effects = effectsOf(accepted, report);
  const unnamed = report.findings
    .filter(({ id, ...finding }) => isAtLeast(finding, 'high') && !accepted.has(id) && !effects.has(id))
    .map(line);
  const layout = 'kind' in item ? layoutOfKind(item.kind) : 'files';
  const wrong = report.bundle.layout === layout ? [] : [`layout is ${report.bundle.layout}, not ${layout}`];
  if (!('kind' in item)) return { expected, wrong, unnamed };
  wrong.push(...forbiddenStatements(report, item));
  const healthy = HEALTHY_ROLES.test(item.role);
  if (healthy) wrong.push(...unnamed.map((finding) => `nothing else is wrong on this node: ${finding}`));
  return { expected, wrong, unnamed: healthy ? [] : unnamed };
}

/** What the report says these rules brought about: a failure that the manifest names, it names with what follows from it. */
function effectsOf(causes: ReadonlySet<string>, { diagnoses }: Report): ReadonlySet<string> {
  const effects = new Set<string>();
  for (const { chain } of diagnoses) {
    for (const { from, to } of chain) if (causes.has(from) || effects.has(from)) effects.add(to);
  }
  return effects;
}

export function outcomeOf(id: string, { findings, unknown, coverage }: Report): ExpectedOutcome {
  const status = STATUS_OF_EXPECTED[id];
  if (status !== undefined) {
    const told = coverage.sources.some((source) => source.status === status);
    return { id, outcome: told ? 'found' : 'missed', rules: [] };
  }
  const rules = RULES_OF_EXPECTED[id];
  if (rules === undefined) return { id, outcome: 'no rule yet', rules: [] };
  const among = (list: readonly { readonly id: string }[]): string[] =>
    rules.filter((rule) => list.some((item) => item.id === rule));
  const held = among(findings);
  if (held.length > 0) return { id, outcome: 'found', rules: held };
  const open = among(unknown);
  return open.length > 0 ? { id, outcome: 'unknown', rules: open } : { id, outcome: 'missed', rules };
}

/** What a report says although the manifest forbids it. */
export const forbiddenStatements = (report: Report, item: CorpusBundle): string[] =>
  item.must_not_fire.flatMap((text) => hits(text, report));

function hits(text: string, { findings }: Report): string[] {
  const forbidden = FORBIDDEN_ITEMS.find(([beginning]) => text.startsWith(beginning))?.[1];
  if (forbidden === undefined) return [`no line of FORBIDDEN_ITEMS says what this means: ${text}`];
  return findings.filter((finding) => contradicts(finding, forbidden)).map((finding) => `${line(finding)}: ${text}`);
}

/** Whether a finding says what must not be said. */
export function contradicts(finding: ReportFinding, { rules, about, only }: Forbidden): boolean {
  if (only === undefined ? !isAtLeast(finding, 'medium') : finding.severity !== only) return false;
  if (
    rules !== undefined &&
    !rules.some((rule) => finding.id === rule || (rule.endsWith('/') && finding.id.startsWith(rule)))
  )
    return false;
  return about === undefined || about.test(said(finding));
}

const said = ({ title, message, others, entities, evidence }: ReportFinding): string =>
  [title, message, ...others, ...entities, ...evidence.map(({ text }) => text ?? '')].join('\n');

const isAtLeast = ({ severity }: Pick<ReportFinding, 'severity'>, threshold: 'high' | 'medium'): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);

const line = ({ id, severity, message }: ReportFinding): string => `${id} (${severity}) ${message}`;
