import * as z from 'zod';
import { time } from './model-coverage.ts';

const namedSchema = z.object({ id: z.string(), title: z.string() });

/** Answers to what was asked on the command line; nothing in it is evidence but the lines of `seen`. */
export const askedSchema = z.object({
  symptom: z
    .object({
      /** As it was said on the command line. */
      text: z.string(),
      /** What the text is known as. */
      known: z.array(z.string()),
      answer: z.enum(['explained', 'unexplained', 'unrecognised']),
      causes: z.array(namedSchema),
      /** Lines of the bundle that tell of the same. */
      seen: z.array(z.object({ path: z.string(), line: z.number().int(), text: z.string() })),
      /** What would decide whether something explains it. */
      needed: z.array(z.object({ source: z.string(), reason: z.string() })),
    })
    .optional(),
  about: z
    .object({
      object: z.string(),
      /** Something in the bundle names it. */
      isKnown: z.boolean(),
      isNode: z.boolean(),
      causes: z.array(namedSchema),
      findings: z.array(namedSchema),
    })
    .optional(),
  at: z
    .object({
      time,
      /** What lies so many seconds before or after counts as near. */
      withinSeconds: z.number(),
      /** The bundle cannot tell of what came later than its collection. */
      isAfterCollection: z.boolean(),
      near: z.array(namedSchema),
      ended: z.array(namedSchema.extend({ lastSeen: time })),
      events: z.array(z.object({ time, text: z.string() })),
    })
    .optional(),
});
