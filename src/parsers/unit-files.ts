import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Unit files that systemd knows, whether their units are loaded or not. */
export const unitFilesSchema = () =>
  z.object({
    files: z.array(
      z.object({
        name: z.string(),
        /** `enabled`, `static`, `masked`, `bad`, ... */
        state: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type UnitFiles = z.infer<ReturnType<typeof unitFilesSchema>>;

/**
 * `systemctl list-unit-files`, systemctl(1); the third column came with systemd 239 and is called PRESET since 250:
 * `containerd.service                enabled         enabled`
 */
export const unitFiles = lineParser({
  ...patternLines({
    source: 'unit_files',
    schema: unitFilesSchema,
    what: 'a unit file',
    maxRows: 50_000,
    skip: /^(?: *UNIT FILE +STATE|\d+ unit files listed\.)/,
    pattern: /^ *(\S{1,300}\.[a-z]{4,9}) +([a-z-]{3,20})(?: +(?:[a-z]{1,20}|-))? *$/,
    row: ([name = '', state = ''], line) => ({ name, state, line }),
    document: (files) => ({ files }),
  }),
  sniff: (head) => /^ *UNIT FILE +STATE/.test(head),
});
