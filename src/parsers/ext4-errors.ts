import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, groupRows, patternLines } from './pattern-lines.ts';

const errorSchema = () =>
  z.object({
    epochSeconds: z.number(),
    /** Function and line of the kernel source that reported it; the number means something for that kernel only. */
    function: z.string().optional(),
    line: z.number().int().optional(),
    inode: z.number().int().optional(),
    block: z.number().int().optional(),
    /** Number of the error, ext4.h: 1 unknown, 2 EIO, 3 ENOMEM, 4 EFSBADCRC, 5 EFSCORRUPTED, 6 ENOSPC. */
    code: z.number().int().optional(),
  });

/** What ext4 remembers of errors in its superblock: it survives reboots and the loss of every log. */
export const ext4ErrorsSchema = () =>
  z.object({
    filesystems: z.array(
      z.object({
        /** Device as sysfs names it: `vda1`, `dm-0`. */
        device: z.string(),
        /** Errors since the last e2fsck. */
        errors: z.number().int().optional(),
        /** Warnings and messages since the mount, kernel 5.9 and later. */
        warnings: z.number().int().optional(),
        messages: z.number().int().optional(),
        first: errorSchema().optional(),
        last: errorSchema().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type Ext4Errors = z.infer<ReturnType<typeof ext4ErrorsSchema>>;

interface Value {
  readonly device: string;
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * `/sys/fs/ext4/<device>/{errors_count,first_error_*,last_error_*}`, Documentation/ABI/testing/sysfs-fs-ext4, as
 * `grep -s .` prints them; a time of 0 means that there was none:
 * `/sys/fs/ext4/vda1/first_error_time:1712903111`
 */
export const ext4Errors = lineParser(
  patternLines({
    source: 'ext4_errors',
    schema: ext4ErrorsSchema,
    what: 'a value of ext4',
    pattern: /^\/sys\/fs\/ext4\/([^/:]{1,255})\/([a-z_]{1,40}):(.*)$/,
    row: ([device = '', name = '', value = ''], line): Value => ({ device, name, value: value.trim(), line }),
    document: (rows) => ({ filesystems: groupRows(rows, (row) => row.device).flatMap(readDevice) }),
  }),
);

function readDevice(rows: readonly Value[]): Ext4Errors['filesystems'] {
  const [first] = rows;
  if (first === undefined) return [];
  const values = new Map(rows.map((row) => [row.name, row.value]));
  return [
    {
      device: first.device,
      errors: countOf(values.get('errors_count')),
      warnings: countOf(values.get('warning_count')),
      messages: countOf(values.get('msg_count')),
      first: readError(values, 'first'),
      last: readError(values, 'last'),
      line: (rows.find((row) => row.name === 'first_error_time') ?? first).line,
    },
  ];
}

function readError(
  values: ReadonlyMap<string, string>,
  which: 'first' | 'last',
): z.infer<ReturnType<typeof errorSchema>> | undefined {
  const of = (name: string): string | undefined => values.get(`${which}_error_${name}`);
  const time = countOf(of('time'));
  if (time === undefined || time === 0) return undefined;
  return {
    epochSeconds: time,
    function: of('func') === '' ? undefined : of('func'),
    line: countOf(of('line')),
    inode: countOf(of('ino')),
    block: countOf(of('block')),
    code: countOf(of('errcode')),
  };
}
