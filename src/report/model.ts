import * as z from 'zod';
import { LANGS } from '../lib/lang.ts';
import { severitySchema } from '../rules/rule.ts';
import { askedSchema } from './model-asked.ts';
import { changesSchema, notesSchema } from './model-changes.ts';
import { bundleSchema, coverageSchema, time } from './model-coverage.ts';
import { nodeRowSchema } from './model-nodes.ts';
import { resourcesSchema } from './model-resources.ts';
import { signalSchema } from './model-signals.ts';

/** A place in the bundle that proves a claim. */
const evidenceSchema = z.object({
  /** Path in the bundle. */
  path: z.string(),
  line: z.number().int().optional(),
  text: z.string().optional(),
  /** Lines around it, where the report shows context. */
  source: z.string().optional(),
  /** The line itself, longer than `text`, and the lines before and after it; as far as they were kept. */
  context: z
    .object({ whole: z.string().optional(), before: z.string().optional(), after: z.string().optional() })
    .optional(),
});

const clauseSchema = z.object({
  clause: z.string(),
  /** What it says, in a report of another language than English. */
  title: z.string().optional(),
  text: z.string(),
  outcome: z.enum(['true', 'false', 'unknown']),
  values: z.array(z.object({ path: z.string(), value: z.string(), sources: z.array(z.string()) })),
});

const remediationSchema = z.object({
  stage: z.enum(['now', 'permanent', 'verify']),
  do: z.string(),
  /** Title of the finding that it repairs, where that is not the cause itself. */
  of: z.string().optional(),
  run: z.string().optional(),
  where: z.enum(['node', 'control-plane', 'cloud', 'manifest']),
  class: z.enum(['safe', 'disruptive', 'destructive']),
  /** It changes nothing. */
  reads: z.literal(true).optional(),
  impact: z.string().optional(),
  duration: z.string().optional(),
  undo: z.string().optional(),
  verify: z.string().optional(),
  expect: z.string().optional(),
  /** Id and title of the rule that says more. */
  see: z.string().optional(),
});

const stateSchema = z.object({
  now: z.enum(['active', 'recent', 'past', 'unknown']),
  since: z.object({ time: time.optional(), quality: z.enum(['exact', 'not_after', 'unknown']) }),
  ended: time.optional(),
});

const missingSchema = z.object({ source: z.string(), reason: z.string() });

const diagnosisSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: severitySchema,
  confidence: z.object({
    word: z.enum(['confirmed', 'likely', 'possible']),
    value: z.number(),
    for: z.array(z.string()),
    against: z.array(z.string()),
    wouldChangeIf: z.array(z.string()),
  }),
  state: stateSchema,
  impact: z.object({
    pods: z.array(z.string()),
    services: z.array(z.string()),
    newWorkBlocked: z.boolean(),
    dataRisk: z.boolean(),
  }),
  owner: z.string().optional(),
  why: z.string(),
  /** The cause in one sentence for those who run no nodes. */
  plain: z.string().optional(),
  dont: z.array(z.string()),
  reboot: z.object({ helps: z.boolean(), safe: z.boolean(), destroys: z.array(z.string()) }).optional(),
  roles: z.object({ trigger: z.string(), vulnerability: z.array(z.string()), amplifier: z.array(z.string()) }),
  summary: z.string(),
  /** One line for each object that has this fault, the worst first, at most five; `instances` counts all. */
  objects: z.array(z.string()),
  instances: z.number().int(),
  entities: z.array(z.string()),
  chain: z.array(
    z.object({
      from: z.string(),
      fromTitle: z.string(),
      to: z.string(),
      toTitle: z.string(),
      because: z.string(),
      message: z.string(),
      shared: z.array(z.string()),
      status: z.enum(['active', 'possible']),
    }),
  ),
  explains: z.array(z.object({ id: z.string(), title: z.string(), explained: z.number(), total: z.number() })),
  clauses: z.array(clauseSchema),
  evidence: z.array(evidenceSchema),
  remediation: z.array(remediationSchema),
  references: z.array(z.string()),
  /** Which versions are affected, with those of this node. */
  affected: z.array(z.string()).optional(),
  /** One line that only reads and finds the same on other nodes, and what a node prints that has it. */
  fleet: z.object({ run: z.string(), expect: z.string() }).optional(),
  /** The nodes that have it, in a bundle of several; the rest tells of the worst of them. */
  nodes: z.array(z.string()).optional(),
});

const findingSchema = z.object({
  id: z.string(),
  role: z.enum(['root', 'contributing', 'effect', 'isolated', 'risk', 'unproven']),
  kind: z.enum(['symptom', 'fault', 'risk', 'config']),
  severity: severitySchema,
  title: z.string(),
  message: z.string(),
  /** Further objects with the same finding, the worst first, at most four. */
  others: z.array(z.string()),
  instances: z.number().int(),
  count: z.number(),
  entities: z.array(z.string()),
  state: z.enum(['active', 'recent', 'past', 'unknown']),
  firstSeen: time.optional(),
  lastSeen: time.optional(),
  evidence: z.array(evidenceSchema),
  /** The nodes that have it, in a bundle of several. */
  nodes: z.array(z.string()).optional(),
});

/** The report as data: what `--format json` prints and every renderer reads. Additions are allowed, renames are not. */
export const reportSchema = z.object({
  schemaVersion: z.literal(1),
  /** Of the texts; absent where they are English. */
  language: z.enum(LANGS).optional(),
  tool: z.object({
    name: z.literal('inquest'),
    version: z.string(),
    catalog: z.object({ rules: z.number(), signatures: z.number(), sha256: z.string() }),
  }),
  bundle: bundleSchema,
  host: z.object({
    name: z.string().optional(),
    kernel: z.string().optional(),
    os: z.string().optional(),
    uptimeSeconds: z.number().optional(),
    bootedAt: time.optional(),
    cpus: z.number().optional(),
    memoryBytes: z.number().optional(),
    runtimes: z.array(z.string()),
    kubelet: z.string().optional(),
    /** As the cloud knows the machine. */
    providerId: z.string().optional(),
    /** Beginning of the SHA-256 of /etc/machine-id. */
    machineId: z.string().optional(),
    /** Beginning of the id that the kernel made at boot. */
    bootId: z.string().optional(),
  }),
  verdict: z.object({
    status: z.enum(['root-cause-found', 'findings', 'healthy', 'insufficient-data']),
    headline: z.string(),
    severity: severitySchema,
    reasons: z.array(z.string()),
  }),
  /** Answers to what was asked on the command line; absent where nothing was. */
  asked: askedSchema.optional(),
  /** One row for each node of a bundle of several, the worst first; absent for a bundle of one node. */
  nodes: z.array(nodeRowSchema).optional(),
  diagnoses: z.array(diagnosisSchema),
  /** Symptoms that no diagnosis explains. */
  residue: z.array(findingSchema),
  /** Risks and settings that were not shown to have contributed. */
  risks: z.array(findingSchema),
  findings: z.array(findingSchema),
  ruledOut: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      object: z.string(),
      suspected: z.boolean(),
      because: z.array(clauseSchema),
      sampledAt: time.optional(),
    }),
  ),
  unknown: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      missing: z.array(missingSchema),
      /** Ids of the symptoms without a cause that this rule may explain; none where it has no part in them. */
      mayExplain: z.array(z.string()).optional(),
    }),
  ),
  /** How far each kernel limit is, and what fails next. */
  predictions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      object: z.string(),
      used: z.number(),
      limit: z.number(),
      unit: z.enum(['count', 'bytes']),
      ratio: z.number(),
      next: z.string(),
    }),
  ),
  timeline: z.array(
    z.object({
      time,
      uncertaintySeconds: z.number(),
      quality: z.enum(['exact', 'not_after', 'sampled']),
      kind: z.enum(['boot', 'onset', 'last-seen', 'collection', 'change']),
      text: z.string(),
      id: z.string().optional(),
    }),
  ),
  changes: changesSchema.optional(),
  notes: notesSchema.optional(),
  /** Log patterns over time, those of the leading cause first; of a bundle of one node. */
  signals: z.array(signalSchema).optional(),
  /** Of a bundle of one node. */
  resources: resourcesSchema.optional(),
  problems: z.array(z.object({ path: z.string().optional(), message: z.string() })),
  coverage: coverageSchema,
});
export type Report = z.infer<typeof reportSchema>;
export type ReportDiagnosis = Report['diagnoses'][number];
export type ReportFinding = Report['findings'][number];
export type ReportResources = z.infer<typeof resourcesSchema>;
export type ReportSignal = z.infer<typeof signalSchema>;
export type ReportNode = z.infer<typeof nodeRowSchema>;
