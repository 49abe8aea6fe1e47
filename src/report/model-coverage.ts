import * as z from 'zod';

/** ISO 8601 in UTC. */
export const time = z.string();

/** What came in, and how its collection went. */
export const bundleSchema = z.object({
  path: z.string(),
  format: z.string(),
  layout: z.string(),
  bytes: z.number(),
  unpackedBytes: z.number(),
  entries: z.number(),
  sha256: z.string().optional(),
  collectedAt: time.optional(),
  collectedAtFrom: z.string().optional(),
  /** Seconds east of Greenwich. */
  utcOffset: z.number().optional(),
  complete: z.boolean(),
  /** Why times in this report may be off by more than seconds: the clock of the node was wrong or was set. */
  clockDoubts: z.array(z.string()).optional(),
  /** Logs name other machines than the rest of the bundle. Those in `logs` name no other and were kept. */
  otherHosts: z.object({ own: z.string(), others: z.array(z.string()), logs: z.array(z.string()) }).optional(),
  /** Where the collection broke off, and the sources that the steps behind it would have brought. */
  cut: z
    .object({
      after: z.number(),
      of: z.number().optional(),
      step: z.string().optional(),
      missing: z.array(z.string()),
      text: z.string(),
    })
    .optional(),
  /** Commands of the collector that hung and could not be ended. */
  abandoned: z
    .array(
      z.object({
        pid: z.number().optional(),
        command: z.string().optional(),
        state: z.string().optional(),
        wchan: z.string().optional(),
      }),
    )
    .optional(),
  /** Later files of the same node that were read together with it, in the order in which they were named. */
  added: z
    .array(
      z.object({
        /** What its paths begin with. */
        name: z.string(),
        sha256: z.string().optional(),
        collectedAt: time.optional(),
        complete: z.boolean(),
        /** `unknown`: nothing in it tells which node it is of. */
        sameNode: z.enum(['yes', 'unknown']),
        /** Sources that it brings, and those that were left because the bundle has them. */
        taken: z.array(z.string()),
        left: z.array(z.string()),
        logs: z.number(),
      }),
    )
    .optional(),
  collector: z
    .object({
      version: z.string().optional(),
      uid: z.number().optional(),
      inContainer: z.boolean().optional(),
      /** How long it took. */ seconds: z.number().optional(),
    })
    .optional(),
});

export const SOURCE_STATUSES = [
  'collected',
  'empty',
  'missing',
  'restricted',
  'failed',
  'timed_out',
  'truncated',
  'skipped',
  'unparsable',
] as const;

/** What was read, what was not, and what to ask for next. */
export const coverageSchema = z.object({
  sources: z.array(
    z.object({
      id: z.string(),
      status: z.enum(SOURCE_STATUSES),
      path: z.string().optional(),
      bytes: z.number(),
      lines: z.number().optional(),
      reason: z.string().optional(),
      problems: z.array(z.string()),
    }),
  ),
  logs: z.array(
    z.object({
      path: z.string(),
      emitter: z.string(),
      format: z.string(),
      lines: z.number(),
      from: time.optional(),
      to: time.optional(),
      gaps: z.array(z.string()),
    }),
  ),
  rules: z.object({
    total: z.number(),
    finding: z.number(),
    /** Drafts that hold: they are on trial and never become a finding. */
    onTrial: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
    clear: z.number(),
    ruledOut: z.number(),
    unknown: z.number(),
    notApplicable: z.number(),
    error: z.number(),
  }),
  collectNext: z.array(
    z.object({
      source: z.string(),
      why: z.string(),
      /** For the node, with the collector. */
      command: z.string(),
      /** The same without the collector, for sources that one command prints. */
      byHand: z.string().optional(),
    }),
  ),
  /** All that `collectNext` asks for in one run of the collector. */
  collectCommand: z.string().optional(),
});
