import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { containerLabels, processLabel, processOwners } from './process-owners.ts';

/** Something that takes space on one file system. */
export interface FoundConsumer {
  /** Entity of the file system. */
  readonly filesystem: string;
  readonly kind: string;
  /** Path as the node or the process sees it. */
  readonly path: string;
  readonly bytes: number;
  /** Label of the container or program it belongs to. */
  readonly owner?: string | undefined;
  readonly entity?: string | undefined;
  /** Has no name any more, so that no directory contains it. */
  readonly deleted: boolean;
  readonly isDirectory: boolean;
  readonly ref: SourceRef;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/-json\.log(?:\.\d+)?$|^\/var\/log\/(?:pods|containers)\//, 'container log'],
  [/^\/(?:var|run)\/log\/journal\//, 'journal'],
  [/^\/var\/(?:crash|lib\/systemd\/coredump|lib\/systemd\/pstore)\/|\/core(?:\.\d+)?$/, 'core dump'],
  [/\/kubelet\/pods\//, 'kubelet volume'],
  [/\/(?:overlay2?|aufs|devicemapper|vfs)(?:\/|$)|\/io\.containerd\.snapshotter/, 'container layers'],
  [/\/buildkit(?:\/|$)/, 'build cache'],
  [/\/(?:image|images|content|io\.containerd\.content\.v1\.content)(?:\/|$)/, 'images'],
  [/\/volumes(?:\/|$)/, 'volumes'],
  [/^\/var\/log(?:\/|$)/, 'logs'],
];

/** The cache of BuildKit as the daemon counts it; its files lie in the directory of the layers. */
export function cacheConsumers(context: FactContext): FoundConsumer[] {
  const { runtimeRoot } = mountTables(context);
  const filesystem = filesystemOf(runtimeRoot, context);
  return context.snapshot.documents.docker_build_cache.flatMap(({ path, value }) => {
    const bytes = value.totalBytes;
    if (filesystem === undefined || bytes === undefined || bytes === 0) return [];
    return [
      { filesystem, kind: 'build cache', path: runtimeRoot, bytes, deleted: false, isDirectory: false, ref: { path } },
    ];
  });
}

/** What the path of a file or directory tells it is. */
export function kindOf(path: string, isDirectory: boolean): string {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? (isDirectory ? 'directory' : 'file');
}

/** Deleted files that processes hold open, per process and path. */
export function deletedConsumers(context: FactContext): FoundConsumer[] {
  const byPid = processOwners(context);
  const labels = containerLabels(context);
  const seen = new Set<string>();
  return context.snapshot.documents.deleted_files.flatMap(({ path: entry, value }) =>
    value.files.flatMap((file) => {
      const { pid, device, path, bytes, line } = file;
      // A file that several descriptors or children hold takes its space once.
      const key = `${device} ${path} ${bytes}`;
      if (device === undefined || bytes === undefined || bytes === 0 || seen.has(key)) return [];
      seen.add(key);
      const process = byPid.get(pid);
      const container = process?.container_id;
      const program = processLabel(pid, context);
      const label = container === undefined ? undefined : (labels.get(container) ?? container.slice(0, 12));
      return [
        {
          filesystem: `filesystem:${device}`,
          kind: 'deleted, still open',
          path,
          bytes,
          owner: label === undefined ? program : context.words.partOf(program, label),
          entity: container === undefined ? `process:${pid}` : `container:${container}`,
          deleted: true,
          isDirectory: false,
          ref: { path: entry, line },
        },
      ];
    }),
  );
}

/** Lists of programs and configuration, which were collected for their times. */
const NOT_CONSUMERS = new Set(['changes', 'cni', 'sockets']);

/** Files of the lists that were collected: logs, tmpfs, dumps, the journal. */
export function fileConsumers(context: FactContext): FoundConsumer[] {
  const labels = containerLabels(context);
  const seen = new Set<string>();
  return context.snapshot.documents.file_list.flatMap(({ path: entry, value }) =>
    (NOT_CONSUMERS.has(value.topic) ? [] : value.files).flatMap((file) => {
      if (file.type !== 'file' || file.bytes === 0) return [];
      const place = placeOf(file.path, context);
      if (place === undefined || seen.has(`${place.filesystem} ${place.dentry}`)) return [];
      seen.add(`${place.filesystem} ${place.dentry}`);
      const owner = ownerOf(file.path, labels);
      const kind = kindOf(file.path, false);
      return [
        {
          filesystem: place.filesystem,
          kind: kind === 'file' && value.topic === 'tmpfs' ? 'file in memory' : kind,
          path: file.path,
          bytes: file.bytes,
          owner: owner?.label,
          entity: owner?.entity,
          deleted: false,
          isDirectory: false,
          ref: { path: entry, line: file.line },
        },
      ];
    }),
  );
}

/** `/var/log/pods/<namespace>_<pod>_<uid>/<container>/`, and paths with the id of a container. */
function ownerOf(path: string, labels: ReadonlyMap<string, string>): { label: string; entity?: string } | undefined {
  const [, namespace, pod, container] = /^\/var\/log\/pods\/([^_/]+)_([^_/]+)_[^/]+\/([^/]+)\//.exec(path) ?? [];
  if (namespace !== undefined) return { label: `${namespace}/${pod}/${container}` };
  const id = /\/containers\/([0-9a-f]{64})\//.exec(path)?.[1];
  return id === undefined ? undefined : { label: labels.get(id) ?? id.slice(0, 12), entity: `container:${id}` };
}

/** The file system of a path and the path inside it; `/proc/<pid>/root/...` is what that process sees. */
function placeOf(path: string, context: FactContext): { filesystem: string; dentry: string } | undefined {
  const [, pid, inner] = /^\/proc\/(\d{1,10})\/root(\/.*)$/.exec(path) ?? [];
  const tables = mountTables(context);
  const namespace = pid === undefined ? tables.node : tables.tableOf(Number(pid));
  const place = namespace === undefined ? undefined : findPlace(namespace, inner ?? path);
  if (place !== undefined)
    return { filesystem: `filesystem:${place.namespace.table.devices[place.row]}`, dentry: place.dentry };
  const filesystem = pid === undefined ? filesystemOf(path, context) : undefined;
  return filesystem === undefined ? undefined : { filesystem, dentry: path };
}

/** Directories are named instead of the one above them when they hold this much of it. */
const EXPLAINS = 0.8;

/** Rows of du, without those whose space is that of the directories below them. */
export function directoryConsumers(context: FactContext): FoundConsumer[] {
  return context.snapshot.documents.disk_usage.flatMap(({ path: entry, value }) => {
    const below = new Map<string, number>();
    for (const { path, bytes } of value.directories) {
      const parent = path.slice(0, Math.max(1, path.lastIndexOf('/')));
      if (parent !== path) below.set(parent, bytes + (below.get(parent) ?? 0));
    }
    return value.directories.flatMap(({ path, bytes, line }) => {
      if (bytes === 0 || (below.get(path) ?? 0) >= bytes * EXPLAINS) return [];
      const filesystem = placeOf(path, context)?.filesystem;
      if (filesystem === undefined) return [];
      const kind = kindOf(path, true);
      return [{ filesystem, kind, path, bytes, deleted: false, isDirectory: true, ref: { path: entry, line } }];
    });
  });
}
