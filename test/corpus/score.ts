import type { Report, ReportDiagnosis } from '../../src/report/model.ts';
import { type ItemScore, namedFirst, scoreItem } from './item-score.ts';
import { type ExpectedOutcome, forbiddenStatements, outcomeOf } from './judge.ts';
import type { CorpusBundle, CorpusIssue } from './manifest.ts';
import { HEALTHY_ROLES, RULES_OF_EXPECTED } from './mapping.ts';

/** How far a report got with one expected failure. */
export interface ExpectedScore {
  readonly id: string;
  /** Whether one of its rules holds; `cannot be told` is no. */
  readonly found: boolean;
  /** Whether a rule of some failure of the same family holds. */
  readonly familyFound: boolean;
  /** Whether the first diagnosis, and what the report names first, is a rule of that family. */
  readonly familyDiagnosed: boolean;
  readonly familyNamed: boolean;
  /** Place of the first diagnosis whose root is one of its rules, from 1; none where it is an effect, a symptom or not found. */
  readonly rank?: number;
  /** It is what the report names first. */
  readonly saidFirst: boolean;
  /** The manifest calls it a remark (`info`), so no report has to put it first. */
  readonly remark: boolean;
  /** Why it is not found, or not first. */
  readonly limit?: string;
}

/** One report measured against the manifest, a confounder case or a healthy node. */
export interface Score {
  readonly item?: ItemScore;
  readonly expected: readonly ExpectedScore[];
  /** Grave diagnoses, said to be likely or confirmed, that have nothing to do with what is expected. */
  readonly wrongRoots: readonly string[];
  /** Whether wrong roots can be told here: all that is wrong is known. */
  readonly rootsKnown: boolean;
  /** Grave diagnoses of a node that has no failure; undefined for any other. */
  readonly accused?: readonly string[];
  readonly forbidden: readonly string[];
}

const COUNTED_TRUTHS = ['agreed', 'likely'];
const MAX_REASONS = 3;

/** Measures a report on a corpus item; undefined where nobody agreed on what is true. Bundles were written down by hand and count. */
export function scoreOf(report: Report, item: CorpusBundle | CorpusIssue, families: Families): Score | undefined {
  const isBundle = 'kind' in item;
  if (!isBundle && !COUNTED_TRUTHS.includes(item.truth ?? '')) return undefined;
  const accepted = new Set(item.expected.flatMap(({ id }) => RULES_OF_EXPECTED[id] ?? []));
  const rootsKnown = !isBundle || HEALTHY_ROLES.test(item.role);
  const isHealthy = isBundle && rootsKnown && item.expected.every(isRemark);
  const expected = item.expected.map((one) => scoreExpected(one, report, families));
  const whole = scoreItem(expected);
  return {
    ...(whole === undefined ? {} : { item: whole }),
    expected,
    wrongRoots: rootsKnown ? wrongRoots(report, accepted) : [],
    rootsKnown,
    ...(isHealthy ? { accused: graveDiagnoses(report).map(nameOf) } : {}),
    forbidden: isBundle ? forbiddenStatements(report, item) : [],
  };
}

/** Grave diagnoses that are likely at least and neither accepted nor on a chain with what is. */
export function wrongRoots({ diagnoses }: Pick<Report, 'diagnoses'>, accepted: ReadonlySet<string>): string[] {
  const tied = new Set(diagnoses.filter(({ id }) => accepted.has(id)).flatMap(idsOfChain));
  return diagnoses
    .filter((d) => isGrave(d) && d.confidence.word !== 'possible')
    .filter((d) => !accepted.has(d.id) && !tied.has(d.id) && !idsOfChain(d).some((id) => accepted.has(id)))
    .map(nameOf);
}

export const graveDiagnoses = ({ diagnoses }: Pick<Report, 'diagnoses'>): ReportDiagnosis[] =>
  diagnoses.filter(isGrave);

const isGrave = ({ severity }: ReportDiagnosis): boolean => severity === 'critical' || severity === 'high';

const idsOfChain = ({ chain }: ReportDiagnosis): string[] => chain.flatMap(({ from, to }) => [from, to]);

export const nameOf = ({ id, confidence, severity }: ReportDiagnosis): string =>
  `${id} (${confidence.word}, ${severity})`;

type Expected = CorpusIssue['expected'][number];

const isRemark = ({ severity }: Expected): boolean => severity === 'info';

function scoreExpected(expected: Expected, report: Report, families: Families): ExpectedScore {
  const { id, family = '' } = expected;
  const { outcome, rules } = outcomeOf(id, report);
  const found = outcome === 'found';
  const accepted = RULES_OF_EXPECTED[id] ?? [];
  const at = report.diagnoses.findIndex((d) => accepted.includes(d.id));
  const kin = new Set([...accepted, ...(families.get(family) ?? [])]);
  const first = namedFirst(report);
  const isFirst = at === 0 || (found && isRemark(expected));
  return {
    id,
    found,
    familyFound: found || report.findings.some((finding) => kin.has(finding.id)),
    familyDiagnosed: kin.has(report.diagnoses[0]?.id ?? ''),
    familyNamed: kin.has(first ?? ''),
    ...(at < 0 ? {} : { rank: at + 1 }),
    saidFirst: accepted.includes(first ?? ''),
    remark: isRemark(expected),
    ...(isFirst ? {} : { limit: found ? limitOfPlace(rules, at, report) : limitOfSearch(outcome, rules, report) }),
  };
}

function limitOfSearch(outcome: ExpectedOutcome['outcome'], rules: readonly string[], { unknown }: Report): string {
  if (outcome === 'no rule yet') return 'no rule is written for it';
  if (outcome === 'missed') return `${rules.join(', ')} could be judged and does not hold`;
  const open = unknown.filter(({ id }) => rules.includes(id));
  const sources = open.flatMap(({ id, missing }) => missing.map((m) => `${id} needs ${m.source} (${m.reason})`));
  return sources.slice(0, MAX_REASONS).join('; ');
}

/** Found, and not the first diagnosis: a symptom is never one, a fault may be an effect, a risk has to be shown in a failure. */
function limitOfPlace(rules: readonly string[], at: number, { diagnoses, findings }: Report): string {
  if (at > 0) return `behind ${diagnoses.slice(0, at).map(nameOf).join(', ')}`;
  const held = findings.filter(({ id }) => rules.includes(id));
  return held.map(({ id, kind, role, severity }) => `${id} is a ${kind} (${role}, ${severity})`).join('; ');
}

/** The rules that tell of some failure of a family, for every family that the manifest names. */
export type Families = ReadonlyMap<string, ReadonlySet<string>>;

export function familiesOf(items: readonly { readonly expected: readonly Expected[] }[]): Families {
  const families = new Map<string, Set<string>>();
  for (const { id, family } of items.flatMap((item) => item.expected)) {
    if (family === undefined) continue;
    const rules = families.get(family) ?? new Set();
    for (const rule of RULES_OF_EXPECTED[id] ?? []) rules.add(rule);
    families.set(family, rules);
  }
  return families;
}
