import * as z from 'zod';
import { dfFailureSchema } from './df.ts';
import { type DfRow, readDfTable, sniffDf } from './df-table.ts';
import { textParser } from './parser.ts';

/** Inodes of file systems. btrfs and some network file systems report 0 in total: they have no limit. */
export const dfInodesSchema = () =>
  z.object({
    filesystems: z.array(
      z.object({
        source: z.string(),
        type: z.string().optional(),
        inodesTotal: z.number().optional(),
        inodesUsed: z.number().optional(),
        inodesFree: z.number().optional(),
        /** The percentage column, 0 to 1; exact to one percent, rounded up by df. */
        usedRatio: z.number().optional(),
        /** True when the counts were rounded by df (`-ih`). */
        rounded: z.boolean(),
        /** How far a rounded count may be from the true one; GNU df rounds up, so that the true one is smaller. */
        toleranceInodes: z.number().optional(),
        mountPoint: z.string(),
        line: z.number().int(),
      }),
    ),
    failures: z.array(dfFailureSchema()),
  });
export type DfInodes = z.infer<ReturnType<typeof dfInodesSchema>>;

/**
 * `df -Pi` and every other listing of df(1) that counts inodes:
 * `/dev/vda1  7864320  677111  7187209  9% /`
 */
export const dfInodes = textParser({
  source: 'df_inodes',
  schema: dfInodesSchema,
  sniff: (head) => sniffDf(head) === 'inodes',
  parse(text, context) {
    const table = readDfTable(text, context);
    const filesystems = table.rows.filter((row) => row.kind !== 'bytes').map(inodesOf);
    if (filesystems.length + table.failures.length === 0) return undefined;
    return { filesystems, failures: table.failures };
  },
});

function inodesOf(row: DfRow): DfInodes['filesystems'][number] {
  const { source, type, mountPoint, line } = row;
  if (row.kind === 'inodes') {
    const counts = { inodesTotal: row.total, inodesUsed: row.used, inodesFree: row.free };
    const tolerance = row.roundingStep === undefined ? {} : { toleranceInodes: row.roundingStep };
    return { source, type, ...counts, usedRatio: row.usedRatio, rounded: row.rounded, ...tolerance, mountPoint, line };
  }
  const { used, free } = row.inodes ?? {};
  const total = used === undefined || free === undefined ? undefined : used + free;
  const usedRatio = total === undefined || total === 0 || used === undefined ? undefined : used / total;
  return {
    source,
    type,
    inodesTotal: total,
    inodesUsed: used,
    inodesFree: free,
    usedRatio,
    rounded: false,
    mountPoint,
    line,
  };
}
