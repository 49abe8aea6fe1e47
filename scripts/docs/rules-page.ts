import type { Catalog } from '../../src/catalog.ts';
import { USELESS_BASE_RATE } from '../../src/diagnosis/confidence.ts';
import { groupBy } from '../../src/lib/group-by.ts';
import type { Remediation, Rule } from '../../src/rules/rule.ts';
import { cellCode, code, GENERATED, page, prose, table } from './markdown.ts';

const KINDS: Readonly<Record<Rule['kind'], string>> = {
  fault: 'something is broken',
  symptom: 'what users see',
  risk: 'something will break',
  config: 'a setting that may hurt',
};

const familyOf = (id: string): string => id.slice(0, id.indexOf('/'));

/** The pages of the rule reference: an index by family and a page per rule, by path. */
export function rulePages({ rules, baseRates }: Catalog): ReadonlyMap<string, string> {
  const all = rules.map(({ rule }) => rule);
  const pages = all.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule, all, baseRates)] as const);
  return new Map([['docs/rules/README.md', familyIndex(all)], ...pages]);
}

function familyIndex(all: readonly Rule[]): string {
  const families = [...groupBy(all, (rule) => familyOf(rule.id))];
  return page([
    '# Rule reference',
    '',
    GENERATED,
    '',
    `${all.length} rules. \`analyze rules show RULE\` prints one, \`analyze explain BUNDLE RULE\` says why it holds or does not hold`,
    'for a bundle. The facts in the expressions are described in [facts.md](../facts.md).',
    '',
    ...families.flatMap(([family, rules]) => [`## ${family}`, '', ...ruleTable(rules), '']),
  ]);
}

function ruleTable(rules: readonly Rule[]): string[] {
  const rows = rules.map((rule) => [`[${rule.id}](./${rule.id}.md)`, rule.kind, rule.status, prose(rule.title)]);
  return table(['rule', 'kind', 'status', 'title'], rows);
}

function rulePage(rule: Rule, all: readonly Rule[], rates: Catalog['baseRates']): string {
  const causes = all.flatMap((other) =>
    other.explains.filter((e) => e.id === rule.id).map((e) => `- ${link(other.id)} when ${code(e.because)}`),
  );
  const effects = rule.explains.map((e) => `- ${link(e.id)} when ${code(e.because)}${shared(e.share)}`);
  return page([
    `# ${prose(rule.title)}`,
    '',
    GENERATED,
    '',
    `\`${rule.id}\`: ${rule.kind} (${KINDS[rule.kind]}), ${rule.status}; severity ${severityOf(rule)}.`,
    ...(rule.aliases.length === 0 ? [] : [`Also called ${rule.aliases.map(code).join(', ')}.`]),
    '',
    prose(rule.why),
    ...(rule.plain === undefined ? [] : ['', `In plain words: ${prose(rule.plain)}.`]),
    '',
    '## When it holds',
    '',
    ...(rule.for_each === undefined ? [] : [`For each ${code(rule.for_each.as)} in ${code(rule.for_each.in)}:`, '']),
    ...table(['clause', 'holds when'], namedExpressions(rule)),
    '',
    `- Holds when ${code(rule.when)}`,
    ...(rule.applies_when === undefined ? [] : [`- Applies when ${code(rule.applies_when)}`]),
    ...(rule.ruled_out_by === undefined ? [] : [`- Ruled out by ${code(rule.ruled_out_by)}`]),
    '',
    ...section('Confidence', confidenceNotes(rule, rates)),
    ...section('Explains', effects),
    ...section('Explained by', causes),
    ...section('What to do', rule.remediation.flatMap(describeStep)),
    ...section(
      'What not to do',
      rule.dont.map((warning) => `- ${prose(warning.text)}${conditionOf(warning)}`),
    ),
    ...section('On other nodes', describeFleet(rule)),
    ...section('References', [
      ...(rule.affected === undefined ? [] : [`${prose(rule.affected)}.`, '']),
      ...rule.references.map((url) => `- <${url}>`),
    ]),
  ]);
}

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${heading}`, '', ...lines, ''];

const namedExpressions = (rule: Rule): string[][] =>
  [...Object.entries(rule.let), ...Object.entries(rule.clauses)].map(([name, text]) => [code(name), cellCode(text)]);

const shared = (kinds: readonly string[]): string =>
  kinds.length === 0
    ? ''
    : `, and both are about the same ${kinds.map((kind) => kind.replaceAll('_', ' ')).join(', ')}`;

/** What decides how sure a diagnosis by this rule can be. */
function confidenceNotes(rule: Rule, rates: Catalog['baseRates']): string[] {
  const common = Object.keys(rule.clauses).filter((name) => (rates[`${rule.id}#${name}`] ?? 0) > USELESS_BASE_RATE);
  return [
    ...(rule.status === 'draft'
      ? ['- A draft: it has not held on a real bundle yet and never becomes a root cause']
      : []),
    ...(rule.direct.length === 0 ? [] : [`- The mechanism itself is seen by ${rule.direct.map(code).join(', ')}`]),
    ...(rule.supports.length === 0 ? [] : [`- Supported by ${rule.supports.map(code).join(', ')}`]),
    ...(rule.against.length === 0 ? [] : [`- Spoken against by ${rule.against.map(code).join(', ')}`]),
    ...(common.length === 0 ? [] : [`- True on many healthy nodes, so without weight: ${common.map(code).join(', ')}`]),
    ...(rule.needs.length === 0 ? [] : [`- Needs ${rule.needs.map(link).join(', ')}`]),
  ];
}

function severityOf({ severity }: Rule): string {
  if (typeof severity === 'string') return severity;
  return severity
    .flatMap((tier) =>
      Object.entries(tier).map(([word, when]) => (when === 'true' ? word : `${word} if ${code(when)}`)),
    )
    .join(', else ');
}

/** The line that finds the same elsewhere. */
const describeFleet = ({ fleet }: Rule): string[] =>
  fleet === undefined ? [] : [`${code(fleet.run)}`, '', `A node that has it prints ${prose(fleet.expect)}.`];

function describeStep(step: Remediation): string[] {
  const effect = [step.reads === true ? 'only reads' : step.class, step.impact]
    .filter((part) => part !== undefined)
    .join('; ');
  return [
    `- *${step.stage}*: ${prose(step.do)} (${prose(effect)})`,
    ...(step.if === undefined ? [] : [`  Only if ${code(step.if)}`]),
    ...(step.run === undefined ? [] : [`  ${code(step.run)}`]),
    ...(step.undo === undefined ? [] : [`  Undo: ${code(step.undo)}`]),
    ...(step.verify === undefined ? [] : [`  Check: ${code(step.verify)}`]),
    ...(step.expect === undefined ? [] : [`  Expected: ${prose(step.expect)}`]),
  ];
}

const conditionOf = (warning: Rule['dont'][number]): string =>
  warning.if === undefined ? '' : `, if ${code(warning.if)}`;

/** From the page of one rule to that of another. */
const link = (id: string): string => `[${id}](../${id}.md)`;
