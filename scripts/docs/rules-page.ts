import type { Catalog } from '../../src/catalog.ts';
import type { Remediation, Rule } from '../../src/rules/rule.ts';
import { anchor, code, GENERATED, page, prose, table } from './markdown.ts';

const KINDS: Readonly<Record<Rule['kind'], string>> = {
  fault: 'something is broken',
  symptom: 'what users see',
  risk: 'something will break',
  config: 'a setting that may hurt',
};

/** One line per rule, for readers of the folder `rules`. */
export function ruleIndex({ rules }: Catalog): string {
  const rows = rules.map(({ rule }) => [
    `[${rule.id}](../docs/rules.md#${anchor(rule.id)})`,
    rule.kind,
    rule.status,
    prose(rule.title),
  ]);
  return page([
    '# Rules',
    '',
    GENERATED,
    '',
    'One failure mode per file. Kinds: a *fault* is broken, a *symptom* is what users see, a *risk* will break, a *config* is a',
    'setting that may hurt. Files below `signatures` hold the log patterns. [CONTRIBUTING.md](../CONTRIBUTING.md#add-a-rule) says',
    'how to add one.',
    '',
    ...table(['rule', 'kind', 'status', 'title'], rows),
  ]);
}

/** Everything about every rule. */
export function rulesPage({ rules }: Catalog): string {
  const all = rules.map(({ rule }) => rule);
  return page([
    '# Rule reference',
    '',
    GENERATED,
    '',
    `${all.length} rules. \`analyze rules show RULE\` prints the same for one, \`analyze explain BUNDLE RULE\` says why it holds or`,
    'does not hold for a bundle. The facts in the expressions are described in [facts.md](facts.md).',
    '',
    ...all.flatMap((rule) => describeRule(rule, all)),
  ]);
}

function describeRule(rule: Rule, all: readonly Rule[]): string[] {
  const causes = all.filter((other) => other.explains.some((e) => e.id === rule.id)).map((other) => link(other.id));
  return [
    `## ${rule.id}`,
    '',
    `**${prose(rule.title)}**`,
    '',
    `${rule.kind} (${KINDS[rule.kind]}), ${rule.status}; severity ${severityOf(rule)}.`,
    '',
    prose(rule.why),
    '',
    ...(rule.for_each === undefined ? [] : [`For each ${code(rule.for_each.as)} in ${code(rule.for_each.in)}:`, '']),
    ...table(
      ['clause', 'holds when'],
      Object.entries(rule.clauses).map(([name, text]) => [code(name), cell(text)]),
    ),
    '',
    `- Holds when ${code(rule.when)}`,
    ...(rule.applies_when === undefined ? [] : [`- Applies when ${code(rule.applies_when)}`]),
    ...(rule.ruled_out_by === undefined ? [] : [`- Ruled out by ${code(rule.ruled_out_by)}`]),
    ...(causes.length === 0 ? [] : [`- Caused by ${causes.join(', ')}`]),
    ...rule.explains.map((e) => `- Causes ${link(e.id)} when ${code(e.because)}`),
    ...(rule.needs.length === 0 ? [] : [`- Needs ${rule.needs.map(link).join(', ')}`]),
    '',
    ...(rule.remediation.length === 0 ? [] : ['What to do:', '', ...rule.remediation.flatMap(describeStep), '']),
    ...(rule.dont.length === 0 ? [] : ['What not to do:', '', ...rule.dont.map((text) => `- ${prose(text)}`), '']),
    ...(rule.references.length === 0 ? [] : ['References:', '', ...rule.references.map((url) => `- <${url}>`), '']),
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

function describeStep(step: Remediation): string[] {
  const effect = [step.class, step.impact].filter((part) => part !== undefined).join('; ');
  return [
    `- *${step.stage}*: ${prose(step.do)} (${prose(effect)})`,
    ...(step.run === undefined ? [] : [`  ${code(step.run)}`]),
  ];
}

const cell = (text: string): string => code(text).replaceAll('|', '\\|');
const link = (id: string): string => `[${id}](#${anchor(id)})`;
