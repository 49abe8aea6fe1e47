import * as z from 'zod';

/** A place in the bundle: the path of the entry and, where a line is meant, its 1-based number. */
export const sourceRefSchema = z.object({
  path: z.string(),
  line: z.number().int().positive().optional(),
  /** The line itself, cut to a printable length. */
  text: z.string().optional(),
});
export type SourceRef = z.infer<typeof sourceRefSchema>;

/** The part of a file that is a source of its own, such as the output of one of several commands; `firstLine` is its first. */
export function sectionPath(path: string, firstLine: number, title: string): string {
  return `${path}#${firstLine} ${title}`;
}

const SECTION = /^(?<file>.+?)#(?<first>\d+) /;

/** The place in the file itself of a place that may be in a section of it. */
export function locate(ref: SourceRef): SourceRef {
  const { file, first } = SECTION.exec(ref.path)?.groups ?? {};
  return file === undefined ? ref : { ...ref, path: file, line: Number(first) + (ref.line ?? 1) - 1 };
}

/** `path:line`, the form an editor or a terminal can open. */
export function formatSourceRef(place: SourceRef): string {
  const ref = locate(place);
  return ref.line === undefined ? ref.path : `${ref.path}:${ref.line}`;
}
