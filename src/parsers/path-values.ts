import * as z from 'zod';
import type { PatternLines } from './pattern-lines.ts';

/** Values by the file or the name they were read from; a file of several lines has several rows. */
export const pathValuesSchema = () =>
  z.object({
    values: z.array(z.object({ path: z.string(), value: z.string(), line: z.number().int() })),
  });
export type PathValues = z.infer<ReturnType<typeof pathValuesSchema>>;

/** The form of sources that are a handful of small files, as `grep -s .` prints them, and values under a made-up name. */
export function pathValues(
  source: string,
  what: string,
): PatternLines<ReturnType<typeof pathValuesSchema>, PathValues['values'][number]> {
  return {
    source,
    schema: pathValuesSchema,
    what,
    maxRows: 20_000,
    pattern: /^(\/[^:]{1,4000}|[a-z_]{1,40}):(.*)$/,
    row: ([path = '', value = ''], line) => ({ path, value: value.trim(), line }),
    document: (values) => ({ values }),
  };
}
