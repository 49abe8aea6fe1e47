import * as z from 'zod';
import { severitySchema } from '../rules/rule.ts';

/** One node of a bundle of several, in one row. */
export const nodeRowSchema = z.object({
  name: z.string(),
  /** Where its files lie in the bundle; empty when it only has lines in journals of several nodes. */
  folder: z.string(),
  status: z.enum(['root-cause-found', 'findings', 'healthy', 'insufficient-data']),
  severity: severitySchema,
  headline: z.string(),
  cause: z.object({ id: z.string(), title: z.string() }).optional(),
  /** The worst that was found on it, whether a cause explains it or not. */
  worst: z.object({ id: z.string(), severity: severitySchema, message: z.string() }).optional(),
  complete: z.boolean(),
  /** Where its part of the bundle breaks off. */
  cut: z.string().optional(),
  /** Rules that could be judged, of all. */
  judged: z.number(),
  rules: z.number(),
});
