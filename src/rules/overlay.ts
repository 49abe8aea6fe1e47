import * as z from 'zod';
import { quote } from '../lib/text.ts';
import type { RuleProblem } from './compiler.ts';
import type { Conditional, Rule } from './rule.ts';

const text = z.string().min(1);

/** The texts of one rule in another language, at the keys they have in the rule. Commands and conditions are no texts. */
export const overlaySchema = z.strictObject({
  title: text,
  why: text,
  message: text,
  /** Clauses as a reader is told that they hold; those without a text are shown by their names. */
  conditions: z.record(text, text).default({}),
  label: text.optional(),
  plain: text.optional(),
  predict: z.strictObject({ next: text }).optional(),
  affected: text.optional(),
  fleet: z.strictObject({ expect: text }).optional(),
  remediation: z
    .array(
      z.strictObject({
        do: text,
        impact: text.optional(),
        duration: text.optional(),
        /** Only where it is a sentence; a command needs no translation. */
        undo: text.optional(),
        expect: text.optional(),
      }),
    )
    .default([]),
  dont: z.array(text).default([]),
  reboot: z.strictObject({ destroys: z.array(text) }).optional(),
});
export type Overlay = z.infer<typeof overlaySchema>;

/** One text of a rule beside what an overlay has in its place. */
interface Pair {
  readonly path: readonly PropertyKey[];
  readonly english: string | undefined;
  readonly local: string | undefined;
}

/** What an overlay lacks, has too much, or says with other values than the rule; empty for one that is complete. */
export function checkOverlay(rule: Rule, overlay: Overlay): RuleProblem[] {
  return [
    ...checkLength(['remediation'], 'step', rule.remediation, overlay.remediation),
    ...checkLength(['dont'], 'sentence', rule.dont, overlay.dont),
    ...checkLength(['reboot', 'destroys'], 'item', rule.reboot?.destroys ?? [], overlay.reboot?.destroys ?? []),
    ...checkConditions(rule, overlay),
    ...pairsOf(rule, overlay).flatMap(checkPair),
  ];
}

/** The rule with the texts of an overlay; what an overlay leaves out has no words in it. */
export function withTexts(rule: Rule, overlay: Overlay): Rule {
  const {
    title,
    why,
    message,
    label = rule.label,
    plain,
    predict,
    affected,
    fleet,
    remediation,
    dont,
    reboot,
  } = overlay;
  return {
    ...rule,
    ...{ title, why, message },
    ...(label === undefined ? {} : { label }),
    ...(plain === undefined ? {} : { plain }),
    ...(rule.predict === undefined || predict === undefined ? {} : { predict: { ...rule.predict, ...predict } }),
    ...(affected === undefined ? {} : { affected }),
    ...(rule.fleet === undefined || fleet === undefined ? {} : { fleet: { ...rule.fleet, ...fleet } }),
    ...(rule.reboot === undefined || reboot === undefined
      ? {}
      : { reboot: { ...rule.reboot, destroys: retold(rule.reboot.destroys, reboot.destroys) } }),
    remediation: rule.remediation.map((step, i) => ({ ...step, ...definedOf(remediation[i]) })),
    dont: retold(rule.dont, dont),
  };
}

const retold = (own: readonly Conditional[], texts: readonly string[]): Conditional[] =>
  own.map((entry, i) => ({ ...entry, text: texts[i] ?? entry.text }));

function definedOf(step: Overlay['remediation'][number] | undefined): Partial<Rule['remediation'][number]> {
  return Object.fromEntries(Object.entries(step ?? {}).filter(([, value]) => value !== undefined));
}

function checkLength(
  path: readonly PropertyKey[],
  noun: string,
  english: readonly unknown[],
  local: readonly unknown[],
): RuleProblem[] {
  if (english.length === local.length) return [];
  return [
    {
      path,
      message: `${path.join('.')}: one ${noun} for each of the ${english.length} of the rule is needed, not ${local.length}`,
    },
  ];
}

function checkConditions(rule: Rule, { conditions }: Overlay): RuleProblem[] {
  const known = new Set([rule.clauses, ...rule.explains.map((edge) => edge.predicts)].flatMap((c) => Object.keys(c)));
  return Object.keys(conditions)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: ['conditions', name], message: `the rule has no clause ${quote(name)}` }));
}

const STEP_TEXTS = ['do', 'impact', 'duration', 'undo', 'expect'] as const;

function pairsOf(rule: Rule, overlay: Overlay): Pair[] {
  return [
    { path: ['message'], english: rule.message, local: overlay.message },
    { path: ['label'], english: rule.label, local: overlay.label },
    { path: ['plain'], english: rule.plain, local: overlay.plain },
    { path: ['predict', 'next'], english: rule.predict?.next, local: overlay.predict?.next },
    { path: ['affected'], english: rule.affected, local: overlay.affected },
    { path: ['fleet', 'expect'], english: rule.fleet?.expect, local: overlay.fleet?.expect },
    ...overlay.remediation.flatMap((step, i) =>
      STEP_TEXTS.map((key) => ({
        path: ['remediation', i, key],
        english: rule.remediation[i]?.[key],
        local: step[key],
      })),
    ),
  ];
}

function checkPair({ path, english, local }: Pair): RuleProblem[] {
  const where = path.join('.');
  if (local === undefined)
    return english !== undefined && path.at(-1) !== 'undo' && hasWords(english)
      ? [{ path, message: `${where} is missing: ${quote(english)}` }]
      : [];
  if (english === undefined) return [{ path, message: `${where}: the rule has no such text` }];
  const own = shapesOf(local);
  const expected = shapesOf(english);
  const added = own.filter(({ shape }) => !expected.some((e) => e.shape === shape));
  const lost = expected.filter(({ shape }) => !ONLY_WORDS.test(shape) && !own.some((o) => o.shape === shape));
  return [
    ...added.map(({ source, offset }) => ({
      ...{ path, offset },
      message: `${where}: the text of the rule has no ${quote(source)}`,
    })),
    ...lost.map(({ source }) => ({ path, message: `${where}: ${quote(source)} of the rule is missing` })),
  ];
}

/** A choice between two words, as of `error` and `errors`: a language may need none. */
const ONLY_WORDS = /^[^?]*\?\s*""\s*:\s*""$/;

const hasWords = (template: string): boolean => /\p{L}/u.test(template.replace(/\{\{[^{}]*\}\}/g, ''));

/** The expressions of a text, without the words that stand between quotes in them. */
function shapesOf(template: string): { source: string; shape: string; offset: number }[] {
  return [...template.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => {
    const source = (match[1] ?? '').trim();
    return { source, shape: source.replace(/"[^"]*"/g, '""').replace(/\s+/g, ' '), offset: match.index };
  });
}
