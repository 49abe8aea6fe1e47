import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, patternLines } from './pattern-lines.ts';

/** Loaded kernel modules. */
export const modulesSchema = () =>
  z.object({
    modules: z.array(
      z.object({
        name: z.string(),
        bytes: z.number().int(),
        /** References to it; undefined for a kernel that cannot unload modules. */
        users: z.number().int().optional(),
        usedBy: z.array(z.string()),
        /** `Live`, `Loading`, `Unloading`; lsmod does not say. */
        state: z.string().optional(),
        /** Letters behind the address: `P` proprietary, `O` out of tree, `E` unsigned, `F` forced. */
        taint: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type Modules = z.infer<ReturnType<typeof modulesSchema>>;

/**
 * `/proc/modules`, proc(5):
 * `overlay 151552 24 - Live 0xffffffffc0a3e000` or `nvidia 35319808 1 - Live 0x0000000000000000 (POE)`,
 * and lsmod(8), which prints the same in columns below a header: `nf_conntrack   172032  2 nf_nat,xt_conntrack`
 */
export const modules = lineParser(
  patternLines({
    source: 'modules',
    schema: modulesSchema,
    what: 'a module',
    maxRows: 50_000,
    skip: /^Module +Size +Used by$/,
    pattern:
      /^([A-Za-z0-9_-]{1,64}) +(\d{1,12}) +(\d{1,10}|-|-\d)(?: +(\S{1,4000}))?(?: (Live|Loading|Unloading) 0x[0-9a-f]{1,16}(?: \(([A-Z+-]{1,12})\))?)?$/,
    row: ([name = '', bytes, users, usedBy = '', state, taint], line): Modules['modules'][number] => ({
      name,
      bytes: Number(bytes),
      users: countOf(users),
      usedBy: usedBy.split(',').filter((user) => user !== '' && user !== '-' && !user.startsWith('[')),
      state: state === '' ? undefined : state,
      taint: taint === '' ? undefined : taint,
      line,
    }),
    document: (found) => ({ modules: found }),
  }),
);
