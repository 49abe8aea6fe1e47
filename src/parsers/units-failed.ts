import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Units that systemd counts as failed. */
export const unitsFailedSchema = () =>
  z.object({
    units: z.array(
      z.object({
        name: z.string(),
        load: z.string(),
        active: z.string(),
        sub: z.string(),
        description: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type UnitsFailed = z.infer<ReturnType<typeof unitsFailedSchema>>;

/**
 * `systemctl list-units --failed`, systemctl(1), with or without its legend:
 * `docker.service loaded failed failed Docker Application Container Engine`
 */
export const unitsFailed = lineParser(
  patternLines({
    source: 'units_failed',
    schema: unitsFailedSchema,
    what: 'a unit',
    maxRows: 50_000,
    skip: /^(?: *UNIT +LOAD|LOAD +=|ACTIVE +=|SUB +=|\d+ (?:loaded )?units? |To show all|Pass --all)/,
    pattern:
      /^ *(?:[^\x20-\x29\x2b-\x7e] )?(\S{1,300}\.[a-z]{4,9}) +([a-z-]{3,20}) +([a-z-]{3,20}) +([a-z-]{3,20})(?: +(\S.*)?)?$/,
    row: ([name = '', load = '', active = '', sub = '', description = ''], line) => ({
      name,
      load,
      active,
      sub,
      description: description.trim(),
      line,
    }),
    document: (found) => ({ units: found }),
  }),
);
