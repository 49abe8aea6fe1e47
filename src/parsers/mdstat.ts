import * as z from 'zod';
import { textParser } from './parser.ts';

/** Software RAID arrays. */
export const mdstatSchema = () =>
  z.object({
    arrays: z.array(
      z.object({
        name: z.string(),
        active: z.boolean(),
        readOnly: z.boolean(),
        /** `raid1`, `raid5`, ...; undefined for an inactive array. */
        level: z.string().optional(),
        members: z.array(z.string()),
        /** Members marked (F). */
        failed: z.array(z.string()),
        /** Disks the array should have, and those that work. */
        disks: z.number().int().optional(),
        disksUp: z.number().int().optional(),
        /** `resync`, `recovery`, `reshape`, `check`, with its progress, 0 to 1. */
        action: z.string().optional(),
        progress: z.number().optional(),
        /** Holds the metadata of a firmware RAID (imsm, ddf) and no data: it is inactive by design. */
        container: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type Mdstat = z.infer<ReturnType<typeof mdstatSchema>>;
type MdArray = Mdstat['arrays'][number];

const ARRAY =
  /^(md[\w./-]{0,60}) : (active|inactive)((?: \([a-z-]{1,20}\))?)((?: (?:raid\d{1,2}|linear|multipath|faulty))?)((?: \S{1,80})*)\s{0,8}$/;

/**
 * `/proc/mdstat`, md(4):
 * `md0 : active raid1 sdb1[1](F) sda1[0]` and below it `1046528 blocks super 1.2 [2/1] [U_]`
 */
export const mdstat = textParser({
  source: 'mdstat',
  schema: mdstatSchema,
  sniff: (head) => /^Personalities : ?[^\n]*\n/.test(head),
  parse(text) {
    if (text.trim() === '') return undefined;
    const arrays: MdArray[] = [];
    for (const [index, row] of text.split(/\r?\n/, 10_000).entries()) {
      const array = row.length > 8_192 ? undefined : readArray(row, index + 1);
      const open = arrays.at(-1);
      if (array !== undefined) arrays.push(array);
      else if (open !== undefined && row.startsWith(' ')) readDetail(open, row.slice(0, 1_000));
    }
    return { arrays };
  },
});

function readArray(row: string, line: number): MdArray | undefined {
  const [, name, state, mode = '', level = '', rest = ''] = ARRAY.exec(row) ?? [];
  if (name === undefined) return undefined;
  const words = rest.trim().split(' ').filter(Boolean);
  const deviceOf = (word: string): string => word.replace(/\[.*$/, '');
  return {
    name,
    active: state === 'active',
    readOnly: mode.includes('read-only'),
    level: level === '' ? undefined : level.trim(),
    members: words.map(deviceOf),
    failed: words.filter((word) => word.includes('(F)')).map(deviceOf),
    container: false,
    line,
  };
}

function readDetail(array: MdArray, row: string): void {
  // Arrays inside of a container say `super external:/md127/0`.
  if (/ super external:[a-z]/.test(row)) array.container = true;
  const [, disks, up] = /\[(\d{1,4})\/(\d{1,4})\]/.exec(row) ?? [];
  if (disks !== undefined) {
    array.disks = Number(disks);
    array.disksUp = Number(up);
  }
  const [, action, percent] = /(resync|recovery|reshape|check) {0,4}= {0,4}(\d{1,3}(?:\.\d{1,2})?)%/.exec(row) ?? [];
  if (action === undefined) return;
  array.action = action;
  array.progress = Number(percent) / 100;
}
