import * as z from 'zod';

/** A place in the bundle: the path of the entry and, where a line is meant, its 1-based number. */
export const sourceRefSchema = z.object({
  path: z.string(),
  line: z.number().int().positive().optional(),
  /** The line itself, cut to a printable length. */
  text: z.string().optional(),
});
export type SourceRef = z.infer<typeof sourceRefSchema>;

/** `path:line`, the form an editor or a terminal can open. */
export function formatSourceRef(ref: SourceRef): string {
  return ref.line === undefined ? ref.path : `${ref.path}:${ref.line}`;
}
