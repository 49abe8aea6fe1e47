import * as z from 'zod';
import { time } from './model-coverage.ts';

/** What was changed on the node before the collection or before the first fault, oldest first, states without a time last. */
export const changesSchema = z.object({
  list: z.array(
    z.object({
      /** `package`, `configuration`, `boot`, `daemon_start`, `container`, `image`, `sysctl_drift`, ... */
      kind: z.string(),
      what: z.string(),
      /** Absent for a state whose beginning nobody recorded, such as a limit that was set by hand. */
      time: time.optional(),
      uncertaintySeconds: z.number(),
      /** Seconds by which it came before the first sign of the fault; negative when it came after. */
      beforeOnset: z.number().optional(),
      /** `path:line` in the bundle. */
      source: z.string().optional(),
      /** The node that it was changed on, in a bundle of several. */
      node: z.string().optional(),
    }),
  ),
  /** Changes in the same span that are not in the list, for they are many of one kind. */
  left: z.number().int(),
  /** What cannot be told, because a source of it is not in the bundle. */
  missing: z.array(z.object({ source: z.string(), reason: z.string() })),
});
export type Changes = z.infer<typeof changesSchema>;
export type Change = Changes['list'][number];

/** What to say to people outside of the team, ready to paste. */
export const notesSchema = z.object({
  /** Five sentences without jargon. */
  customer: z.array(z.string()),
  /** Facts with versions, a line each. */
  vendor: z.array(z.string()),
});
export type Notes = z.infer<typeof notesSchema>;
