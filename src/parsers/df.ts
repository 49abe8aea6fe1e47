import * as z from 'zod';
import { readDfTable, sniffDf } from './df-table.ts';
import { textParser } from './parser.ts';

/** A file system that df could not ask, such as a dead network mount. */
export const dfFailureSchema = () => z.object({ path: z.string(), reason: z.string(), line: z.number().int() });

/** Space of file systems. A size that df printed as `-` is undefined. */
export const dfSchema = () =>
  z.object({
    filesystems: z.array(
      z.object({
        /** Device or other source, as df names it. */
        source: z.string(),
        /** File system type, where the listing has that column. */
        type: z.string().optional(),
        bytesTotal: z.number().optional(),
        bytesUsed: z.number().optional(),
        /** Available to users without privileges: the reserve of ext4 is not in it. */
        bytesAvailable: z.number().optional(),
        /** The percentage column, 0 to 1; exact to one percent, rounded up by df. */
        usedRatio: z.number().optional(),
        /** True when the sizes were rounded by df (`-h`). */
        rounded: z.boolean(),
        /** How far a rounded size may be from the true one; GNU df rounds up, so that the true one is smaller. */
        toleranceBytes: z.number().optional(),
        mountPoint: z.string(),
        line: z.number().int(),
      }),
    ),
    failures: z.array(dfFailureSchema()),
  });
export type Df = z.infer<ReturnType<typeof dfSchema>>;

/**
 * `df -PT -k` and every other listing of df(1) that counts blocks or bytes:
 * `/dev/vda1  ext4  123722704  36403276  82608812  31% /`
 * The header says which unit the sizes have; listings of inodes in the same text are left to `df_inodes`.
 */
export const df = textParser({
  source: 'df',
  schema: dfSchema,
  sniff: (head) => sniffDf(head) === 'bytes' || sniffDf(head) === 'bytes_and_inodes',
  parse(text, context) {
    const table = readDfTable(text, context);
    const filesystems = table.rows
      .filter((row) => row.kind !== 'inodes')
      .map((row) => ({
        source: row.source,
        type: row.type,
        bytesTotal: row.total,
        bytesUsed: row.used,
        bytesAvailable: row.free,
        usedRatio: row.usedRatio,
        rounded: row.rounded,
        ...(row.roundingStep === undefined ? {} : { toleranceBytes: row.roundingStep }),
        mountPoint: row.mountPoint,
        line: row.line,
      }));
    if (filesystems.length + table.failures.length === 0) return undefined;
    return { filesystems, failures: table.failures };
  },
});
