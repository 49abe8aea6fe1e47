import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { type Filesystem, filesystems } from './filesystems.ts';
import { cutShort, lookedFor } from './looked-for.ts';
import { filesystemsBehindOverlays } from './overlay-uppers.ts';
import { processLabel } from './process-owners.ts';

const deletedOpenFilesSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system' }),
    label: z.string(),
    mount_point: z.string(),
    on_disk: z.boolean().meta({ description: 'not in memory' }),
    bytes: z.number().meta({ description: 'of deleted files that are still open, each counted once' }),
    files: z.number(),
    bytes_used: z
      .number()
      .optional()
      .meta({ needs: ['df'] }),
    bytes_used_ratio: z
      .number()
      .optional()
      .meta({ needs: ['df'] }),
    is_all: z.boolean().meta({ description: 'no size was unreadable and no process was left out' }),
    largest_holder: z.string().meta({ description: 'program and pid that hold most of it, empty where there is none' }),
    largest_holder_bytes: z.number(),
    refs: refsSchema,
  })
  .meta({ id: 'DeletedOpenFiles' });
type DeletedOpenFiles = z.infer<typeof deletedOpenFilesSchema>;

interface HeldFile {
  readonly pid: number;
  readonly bytes: number;
  readonly ref: { readonly path: string; readonly line: number };
}

/**
 * Space of each file system that deleted files hold because a process has them open (lsof +L1). Files are told apart by
 * path and size, since children and duplicated descriptors show the same file several times.
 */
export const deletedOpenFiles = defineFact({
  name: 'deleted_open_files',
  title: 'Deleted files that are still open, by file system',
  schema: z.array(deletedOpenFilesSchema),
  sources: ['deleted_files', 'df', 'mountinfo', 'process_stat'],
  compute(context) {
    const { snapshot } = context;
    const listed = context.get(filesystems);
    if (!listed.known) return unknown(listed.missing);
    const { missing } = lookedFor(snapshot, 'deleted_files');
    if (missing.length > 0) return unknown(missing);
    const held = heldFiles(context);
    const gaps = cutShort(snapshot, ['deleted_files']);
    const isAll = gaps.length === 0 && !held.unsized;
    return known(
      listed.value
        .filter((f) => f.device !== undefined && (held.byFilesystem.has(f.entity) || isSuspect(f)))
        .map((f) => describe(f, held.byFilesystem.get(f.entity) ?? [], isAll, context)),
      gaps,
    );
  },
});

/**
 * A node may have thousands of file systems. Where nothing deleted lies on one, it is asked about when it is crowded, or
 * when the runtime works on it: there the answer 0 rules a cause out.
 */
const isSuspect = ({ bytes_used_ratio: ratio, serves }: Filesystem): boolean =>
  ratio === undefined || ratio >= 0.85 || serves.length > 0;

/** What a container deleted lies in the writable layer of its overlay, on the file system of the runtime. */
function heldFiles(context: FactContext): { byFilesystem: Map<string, HeldFile[]>; unsized: boolean } {
  const { snapshot } = context;
  const behind = filesystemsBehindOverlays(context);
  const byFilesystem = new Map<string, HeldFile[]>();
  const seen = new Set<string>();
  let unsized = false;
  for (const { path: entry, value } of snapshot.documents.deleted_files)
    for (const { pid, device, bytes, path, line } of value.files) {
      const key = `${device} ${path} ${bytes}`;
      if (device === undefined || bytes === undefined) unsized = true;
      if (device === undefined || bytes === undefined || bytes === 0 || seen.has(key)) continue;
      seen.add(key);
      const entity = behind.get(device) ?? `filesystem:${device}`;
      const files = byFilesystem.get(entity) ?? [];
      byFilesystem.set(entity, files);
      files.push({ pid, bytes, ref: { path: entry, line } });
    }
  return { byFilesystem, unsized };
}

function describe(filesystem: Filesystem, files: HeldFile[], isAll: boolean, context: FactContext): DeletedOpenFiles {
  const byPid = new Map<number, number>();
  for (const { pid, bytes } of files) byPid.set(pid, bytes + (byPid.get(pid) ?? 0));
  const [largest] = [...byPid].sort(([a, n], [b, m]) => m - n || a - b);
  const shown = [...files].sort((a, b) => b.bytes - a.bytes || a.ref.line - b.ref.line).slice(0, 5);
  return {
    entity: filesystem.entity,
    label: filesystem.label,
    mount_point: filesystem.mount_point,
    on_disk: filesystem.source.startsWith('/'),
    bytes: files.reduce((sum, f) => sum + f.bytes, 0),
    files: files.length,
    bytes_used: filesystem.bytes_used,
    bytes_used_ratio: filesystem.bytes_used_ratio,
    is_all: isAll,
    largest_holder: largest === undefined ? '' : processLabel(largest[0], context),
    largest_holder_bytes: largest?.[1] ?? 0,
    refs: shown.length > 0 ? shown.map((f) => f.ref) : filesystem.refs,
  };
}
