import * as z from 'zod';
import { type DfRow, readDfTable } from './df-table.ts';
import { textParser } from './parser.ts';

/** Space and inodes of /tmp and /run as the container daemons see them: with PrivateTmp that is not the node's /tmp. */
export const dfDaemonTmpSchema = () =>
  z.object({
    directories: z.array(
      z.object({
        /** Process whose view it is; undefined when df named the mount point of the node instead. */
        pid: z.number().int().optional(),
        /** The directory as that process sees it: `/tmp`, `/run`. */
        path: z.string(),
        source: z.string(),
        type: z.string().optional(),
        bytesTotal: z.number().optional(),
        bytesUsed: z.number().optional(),
        bytesAvailable: z.number().optional(),
        inodesTotal: z.number().optional(),
        inodesUsed: z.number().optional(),
        inodesFree: z.number().optional(),
        /** Line of the row with the sizes, or of the row with the inodes where only that exists. */
        line: z.number().int(),
      }),
    ),
  });
export type DfDaemonTmp = z.infer<ReturnType<typeof dfDaemonTmpSchema>>;
type Directory = DfDaemonTmp['directories'][number];

/**
 * `df -PT -k` and then `df -Pi` of `/proc/<pid>/root/tmp` and `/run` of each daemon (collectors/FORMAT.md):
 * `tmpfs  tmpfs  1048576  1048576  0  100% /proc/812/root/tmp`
 * Both rows of a directory become one.
 */
export const dfDaemonTmp = textParser({
  source: 'df_daemon_tmp',
  schema: dfDaemonTmpSchema,
  parse(text, context) {
    const directories = new Map<string, Directory>();
    for (const row of readDfTable(text, context).rows) {
      const known = directories.get(row.mountPoint);
      directories.set(row.mountPoint, merge(known ?? emptyDirectory(row), row));
    }
    return directories.size === 0 ? undefined : { directories: [...directories.values()] };
  },
});

function emptyDirectory(row: DfRow): Directory {
  const [, pid, inside] = /^\/proc\/(\d{1,10})\/root(\/.*)?$/.exec(row.mountPoint) ?? [];
  const { source, line } = row;
  if (pid === undefined) return { path: row.mountPoint, source, line };
  return { pid: Number(pid), path: inside ?? '/', source, line };
}

function merge(directory: Directory, row: DfRow): Directory {
  if (row.kind === 'inodes') {
    return { ...directory, inodesTotal: row.total, inodesUsed: row.used, inodesFree: row.free };
  }
  const { type, line } = row;
  return { ...directory, type, line, bytesTotal: row.total, bytesUsed: row.used, bytesAvailable: row.free };
}
