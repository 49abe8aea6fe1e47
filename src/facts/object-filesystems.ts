import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { processes } from './processes.ts';

const objectFilesystemSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    kind: z.string().meta({ description: 'ossfs or s3fs' }),
    mount_point: z.string().optional(),
    cache_directory: z.string().meta({ description: 'where it buffers uploads and downloads' }),
    cache_directory_from: z.string().meta({ description: 'arguments, or default' }),
    cache_filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system of that directory', needs: ['mountinfo', 'df'] }),
    cache_bytes: z
      .number()
      .optional()
      .meta({ description: 'deleted files that the client still holds open', needs: ['deleted_files'] }),
    keeps_free: z
      .boolean()
      .optional()
      .meta({ description: 'started with ensure_diskfree', needs: ['process_cmdline', 'ps', 'mountinfo'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ObjectFilesystem' });
type ObjectFilesystem = z.infer<typeof objectFilesystemSchema>;

const PROGRAMS = ['ossfs', 's3fs'] as const;
/** What their mounts are called. */
const TYPES: ReadonlyMap<string, string> = new Map(PROGRAMS.map((name) => [`fuse.${name}`, name]));

/** ossfs and s3fs mounts with the directory of their temporary files (default /tmp, src/fdcache.cpp of both). */
export const objectFilesystems = defineFact({
  name: 'object_filesystems',
  title: 'Object storage mounted through FUSE (ossfs, s3fs)',
  schema: z.array(objectFilesystemSchema),
  sources: ['process_stat', 'process_cmdline', 'ps', 'mountinfo'],
  compute(context) {
    const found = context.get(processes);
    const tables = mountTables(context);
    if (!found.known && tables.namespaces.length === 0) return unknown(found.missing);
    const running = fromProcesses(context);
    return known(running.length > 0 ? running : fromMounts(context));
  },
});

function fromProcesses(context: FactContext): ObjectFilesystem[] {
  const found = context.get(processes);
  if (!found.known) return [];
  return found.value.flatMap((process) => {
    const kind = PROGRAMS.find((name) => process.comm === name);
    if (kind === undefined) return [];
    const command = process.command;
    const cache = optionOf(command ?? '', 'tmpdir') ?? optionOf(command ?? '', 'use_cache');
    const directory = cache ?? '/tmp';
    const filesystem = filesystemSeenBy(process.pid, directory, context);
    const bytes = heldBytes(process.pid, context);
    return [
      {
        entity: `object_filesystem:${process.pid}`,
        label: `${kind} (pid ${process.pid})`,
        kind,
        cache_directory: directory,
        cache_directory_from: cache === undefined ? 'default' : 'arguments',
        ...(filesystem === undefined ? {} : { cache_filesystem: filesystem }),
        ...(bytes === undefined ? {} : { cache_bytes: bytes }),
        ...(command === undefined ? {} : { keeps_free: optionOf(command, 'ensure_diskfree') !== undefined }),
        refs: process.refs,
      },
    ];
  });
}

/** A client that runs in a CSI pod has a /tmp of its own. */
function filesystemSeenBy(pid: number, directory: string, context: FactContext): string | undefined {
  const namespace = mountTables(context).tableOf(pid);
  const place = namespace === undefined ? undefined : findPlace(namespace, directory);
  return place === undefined
    ? filesystemOf(directory, context)
    : `filesystem:${place.namespace.table.devices[place.row]}`;
}

function heldBytes(pid: number, { snapshot }: FactContext): number | undefined {
  const files = snapshot.documents.deleted_files.flatMap((d) => d.value.files).filter((f) => f.pid === pid);
  // One size that could not be read makes the sum a guess.
  if (snapshot.documents.deleted_files.length === 0 || files.some((f) => f.bytes === undefined)) return undefined;
  return files.reduce((sum, f) => sum + (f.bytes ?? 0), 0);
}

/** Without a process list the mounts still tell that such a file system is in use, but not with which options. */
function fromMounts(context: FactContext): ObjectFilesystem[] {
  const seen = new Map<string, ObjectFilesystem>();
  for (const { table, path } of mountTables(context).namespaces) {
    for (let row = 0; row < table.rows; row++) {
      const kind = TYPES.get(table.fsTypes[row] ?? '');
      const point = table.mountPoints[row];
      if (kind === undefined || point === undefined || seen.has(point)) continue;
      const filesystem = filesystemOf('/tmp', context);
      seen.set(point, {
        entity: `object_filesystem:${point}`,
        label: context.words.placedAt(kind, point),
        kind,
        mount_point: point,
        cache_directory: '/tmp',
        cache_directory_from: 'default',
        ...(filesystem === undefined ? {} : { cache_filesystem: filesystem }),
        refs: [{ path, line: table.lines[row] ?? 1 }],
      });
    }
  }
  return [...seen.values()];
}

/** `-otmpdir=/x`, `-o a=b,tmpdir=/x`: the value of a FUSE option in a command line. */
function optionOf(command: string, option: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s,]|-o)${option}=([^\\s,]+)`).exec(command);
  return match?.[1];
}
