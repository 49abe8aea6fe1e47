import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, patternLines } from './pattern-lines.ts';

/** Resource limits in force for processes, which may differ from what a unit file asks for. */
export const processLimitsSchema = () =>
  z.object({
    limits: z.array(
      z.object({
        pid: z.number().int(),
        /** In the words of the kernel, lower case with underscores: `open_files`, `processes`, `locked_memory`. */
        name: z.string(),
        /** Undefined for `unlimited`. */
        soft: z.number().optional(),
        hard: z.number().optional(),
        /** `files`, `processes`, `bytes`, ...; empty for priorities. */
        unit: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type ProcessLimits = z.infer<ReturnType<typeof processLimitsSchema>>;

/**
 * `/proc/<pid>/limits`, proc(5), as `grep -s .` prints them, or one file whose path says the process:
 * `/proc/812/limits:Max open files            1048576              1048576              files     `
 */
export const processLimits = lineParser(
  patternLines({
    source: 'process_limits',
    schema: processLimitsSchema,
    what: 'a limit',
    skip: /^(?:\/proc\/\d{1,10}\/limits:)?Limit /,
    pattern:
      /^(?:\/proc\/(\d{1,10})\/limits:)?Max ([a-z]+(?: [a-z]+){0,3}) {2,}(unlimited|\d{1,20}) +(unlimited|\d{1,20})(?: +([a-z]+))? *$/,
    row: ([prefix, name = '', soft, hard, unit = ''], line, params): ProcessLimits['limits'][number] | undefined => {
      const pid = countOf(prefix) ?? countOf(params.pid);
      const limit = { name: name.replaceAll(' ', '_'), soft: countOf(soft), hard: countOf(hard), unit, line };
      return pid === undefined ? undefined : { pid, ...limit };
    },
    document: (limits) => ({ limits }),
  }),
);
