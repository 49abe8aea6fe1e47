import * as z from 'zod';
import { time } from './model-coverage.ts';

/** How often a log pattern that a finding stands on was written, over time. */
export const signalSchema = z.object({
  /** The group of log patterns. */
  id: z.string(),
  /** Rules whose findings cite lines of it. */
  findings: z.array(z.string()),
  emitter: z.string(),
  /** The log that tells most of it. */
  path: z.string(),
  lines: z.number().int(),
  /** The collector left lines out, or the log was cut. */
  atLeast: z.boolean(),
  first: time,
  last: time,
  /** Where the log itself begins and ends: outside of it silence means nothing. */
  logFrom: time.optional(),
  logTo: time.optional(),
  uncertaintySeconds: z.number(),
  /** The busiest minute. */
  peak: z.object({ time, lines: z.number() }),
  /** The last minute before the busiest one in which the log was written, but not this; absent when there is none. */
  quiet: time.optional(),
  /** Seconds of one entry of `counts`. */
  step: z.number().int(),
  /** [begin in epoch seconds, lines], in order; entries without lines are left out. */
  counts: z.array(z.tuple([z.number(), z.number()])),
});
