import * as z from 'zod';
import { SEVERITIES } from './severity.ts';

/** A CEL expression as written in a rule file. */
const expression = z.union([z.string().min(1), z.boolean().transform(String)]);
const sentence = z.string().min(1);
const ruleId = z.string().regex(/^[a-z]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/, 'an id is <family>/<slug> in lower case');
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'names are snake_case');

export const severitySchema = z.enum(SEVERITIES);

const severityTier = z.partialRecord(severitySchema, expression).refine((tier) => Object.keys(tier).length === 1, {
  message: 'a tier has one severity: - { critical: clause }',
});

const explainsSchema = z.strictObject({
  /** The rule whose findings this cause explains. */
  id: ruleId,
  /** The mechanism, over the variables of this rule and the `as` of the other: false: no edge; unknown: possible. */
  because: expression,
  /** Entity kinds that cause and effect must share. */
  share: z.array(name).default([]),
  /** What this cause implies elsewhere; a prediction that fails is named as counter-evidence. */
  predicts: z.record(name, expression).default({}),
  /** The damage outlives the cause, so that a past finding may explain an active one. */
  persists: z.boolean().default(false),
  /** Seconds by which the cause may be logged after its effect, as where each is told by a time limit that ran out. */
  late: z.number().nonnegative().default(0),
  /**
   * Rules whose findings had a part in this effect and would not have done it alone, each with its mechanism over the
   * same names. They are named with the cause and are no causes of their own, unless they explain something else.
   */
  with: z.array(z.strictObject({ id: ruleId, because: expression })).default([]),
});

const remediationSchema = z.strictObject({
  stage: z.enum(['now', 'permanent', 'verify']),
  do: sentence,
  /** Where it is known not to hold, the step is left out. */
  if: sentence.optional(),
  run: sentence.optional(),
  where: z.enum(['node', 'control-plane', 'cloud', 'manifest']).default('node'),
  /** What it does to a running node: disruptive restarts something, destructive loses something. */
  class: z.enum(['safe', 'disruptive', 'destructive']).default('safe'),
  /** It only looks: nothing is changed, so that nothing has to be undone. */
  reads: z.literal(true).optional(),
  impact: sentence.optional(),
  duration: sentence.optional(),
  undo: sentence.optional(),
  verify: sentence.optional(),
  expect: sentence.optional(),
  see: ruleId.optional(),
});
export type Remediation = z.infer<typeof remediationSchema>;

/** A text that is left out where its `if` is known not to hold. */
const conditionalSchema = z.union([
  sentence.transform((text): { text: string; if?: string } => ({ text })),
  z.strictObject({ text: sentence, if: sentence.optional() }),
]);
export type Conditional = z.infer<typeof conditionalSchema>;

/** How to find the same on other nodes: one line that only reads, for a shell on each of them. */
const fleetSchema = z.strictObject({
  run: sentence.refine((run) => !/\n|\{\{/.test(run), 'one line, and no {{...}}: other nodes have other objects'),
  /** What a node that has the fault prints. */
  expect: sentence,
});

/** Literal text, or a line repeated with `{{n}}` counting from 1. */
const testText = z.union([
  z.string(),
  z.number().transform(String),
  z.strictObject({ repeat: z.number().int().positive(), line: z.string(), from: z.number().int().optional() }),
]);
export type TestText = z.infer<typeof testText>;

export const RULE_STATUSES = ['finding', 'clear', 'unknown', 'ruled-out', 'not-applicable', 'error'] as const;
export type RuleStatus = (typeof RULE_STATUSES)[number];

const testSchema = z.strictObject({
  name: sentence,
  /** A bundle in small: path to content. */
  files: z.record(z.string(), z.union([testText, z.array(testText)])),
  expect: z.enum(RULE_STATUSES),
  /** Text that the message of a finding contains. */
  says: z.string().optional(),
  severity: severitySchema.optional(),
  /** Number of instances that hold. */
  instances: z.number().int().optional(),
  state: z.enum(['active', 'recent', 'past', 'unknown']).optional(),
});
export type RuleTest = z.infer<typeof testSchema>;

/** One failure mode. The key order is the order of the house: what it is, when it holds, what it causes, what to do. */
export const ruleSchema = z.strictObject({
  id: ruleId,
  aliases: z.array(ruleId).default([]),
  title: sentence,
  /** symptom: what users see; fault: what is broken; risk: will break; config: a setting that may hurt. */
  kind: z.enum(['symptom', 'fault', 'risk', 'config']),
  severity: z.union([severitySchema, z.array(severityTier).min(1)]),
  status: z.enum(['draft', 'stable', 'deprecated']),
  why: sentence,
  /** The cause in one sentence for those who use the node and know nothing of it. */
  plain: sentence.optional(),
  applies_when: expression.optional(),
  for_each: z.strictObject({ as: name, in: expression }).optional(),
  let: z.record(name, expression).default({}),
  clauses: z
    .record(name, expression)
    .refine((c) => Object.keys(c).length > 0, { message: 'a rule has at least one clause' }),
  when: expression,
  ruled_out_by: expression.optional(),
  /** Whether the state holds at collection time, whatever the logs say of the past. */
  holds_now: expression.optional(),
  /** Clauses that are a direct observation of the mechanism. */
  direct: z.array(name).default([]),
  supports: z.array(name).default([]),
  against: z.array(name).default([]),
  entities: z.record(name, expression).default({}),
  worst_by: expression.optional(),
  /** How often it happened, for coverage of symptoms; 1 without it. */
  count: expression.optional(),
  predict: z
    .strictObject({
      used: expression,
      limit: expression,
      unit: z.enum(['count', 'bytes']).default('count'),
      next: sentence,
    })
    .optional(),
  message: sentence,
  /** Names one instance in lists; the message without it. */
  label: sentence.optional(),
  evidence: z.array(expression).default([]),
  explains: z.array(explainsSchema).default([]),
  needs: z.array(ruleId).default([]),
  /** Part in a joint cause. */
  role: z.enum(['trigger', 'vulnerability', 'amplifier']).default('trigger'),
  impact: z
    .strictObject({ new_work_blocked: z.boolean().default(false), data_risk: z.boolean().default(false) })
    .optional(),
  owner: z.enum(['application', 'platform', 'storage', 'network', 'kernel', 'cloud']).optional(),
  remediation: z.array(remediationSchema).default([]),
  dont: z.array(conditionalSchema).default([]),
  reboot: z
    .strictObject({ helps: z.boolean(), safe: z.boolean(), destroys: z.array(conditionalSchema).default([]) })
    .optional(),
  /** Which version is affected and which is not, with the version of this node; left out where it is empty or unknown. */
  affected: sentence.optional(),
  fleet: fleetSchema.optional(),
  references: z.array(z.string()).default([]),
  tests: z.array(testSchema).default([]),
});
export type Rule = z.infer<typeof ruleSchema>;
export type Explains = Rule['explains'][number];
