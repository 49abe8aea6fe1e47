import type * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { badLines, type lineParser, type ParseContext } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** A source whose lines all have one form, most often `<path>:<value>` as `grep -s .` prints the files of a directory. */
export interface PatternLines<S extends z.ZodType, R> {
  readonly source: string;
  readonly schema: () => S;
  /** What a line is, for the message about one that is not: `a stack frame`. */
  readonly what: string;
  /** Matches a whole line in linear time; its groups are the fields. */
  readonly pattern: RegExp;
  /** Lines that belong to the form and carry nothing: headers, comments. */
  readonly skip?: RegExp;
  readonly maxRows?: number;
  /** One row from the groups, which are empty where a group did not take part; undefined for a line that is bad after all; `params` is what the path says. */
  row(fields: readonly string[], line: number, params: ParseContext['params']): R | undefined;
  /** The document of at least one row. */
  document(rows: R[]): z.infer<S>;
}

/** The definition of a parser over such lines, to be handed to `lineParser`. */
export function patternLines<S extends z.ZodType, R>(form: PatternLines<S, R>): Parameters<typeof lineParser<S>>[0] {
  return {
    source: form.source,
    schema: form.schema,
    start(context: ParseContext) {
      const rows: R[] = [];
      let skipped = 0;
      const bad = badLines(context, form.what);
      const room = rowLimit(context, `rows of ${form.source}`, form.maxRows ?? 500_000);
      return {
        line(text, line) {
          if (text.trim() === '') return;
          if (form.skip?.test(text) === true) {
            skipped++;
            return;
          }
          const match = form.pattern.exec(text);
          const row = match === null ? undefined : form.row(groupsOf(match), line, context.params);
          if (row === undefined) return bad(line, text);
          if (room(text.length)) rows.push(row);
        },
        // A table that has its header and no row was read: there is nothing in it.
        end: () => (rows.length + skipped === 0 ? undefined : form.document(rows)),
      };
    },
  };
}

/** The match itself without its first element, so that there is one array a line; groups that took no part are empty. */
function groupsOf(match: RegExpExecArray): string[] {
  match.shift();
  for (let i = 0; i < match.length; i++) match[i] ??= '';
  return match;
}

/** Rows with the same key in one list each, in the order in which the keys came. */
export function groupRows<R>(rows: readonly R[], keyOf: (row: R) => string | number): R[][] {
  return [...groupBy(rows, keyOf).values()];
}

/** A non-negative decimal number, or undefined for `-`, `max`, `unlimited` and anything else. */
export function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}
