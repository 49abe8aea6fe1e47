import { filesystems } from './facts/filesystems.ts';
import { kernelThreads } from './facts/kernel-threads.ts';
import { memory } from './facts/memory.ts';
import { mountNamespaces } from './facts/mount-namespaces.ts';
import { mountTables } from './facts/mount-tables.ts';
import { sysctlText } from './facts/sysctl-texts.ts';
import { type Facts, knownFact, placeOf } from './known-facts.ts';
import { mountPlaces } from './mount-places.ts';
import type { ReportResources } from './report/model.ts';
import { limitsOf } from './resource-limits.ts';

const MAX_FILESYSTEMS = 12;
const MAX_NAMESPACES = 6;

/** What the node has and how much of it is in use, as far as it was collected. Pure. */
export function resourcesOf(facts: Facts): ReportResources {
  return {
    limits: limitsOf(facts),
    filesystems: filesystemsOf(facts),
    mounts: mountsOf(facts),
    tasks: tasksOf(facts),
    memory: memoryOf(facts),
  };
}

function filesystemsOf(facts: Facts): ReportResources['filesystems'] {
  const all = knownFact(facts, filesystems);
  if (all === undefined) return undefined;
  const fullness = (f: (typeof all)[number]): number => Math.max(f.bytes_used_ratio ?? 0, f.inodes_used_ratio ?? 0);
  const rows = [...all]
    .sort((a, b) => fullness(b) - fullness(a) || (a.mount_point < b.mount_point ? -1 : 1))
    .slice(0, MAX_FILESYSTEMS)
    .map((f) => ({
      label: f.label,
      bytes: useOf(f.bytes_used, sum(f.bytes_used, f.bytes_available)),
      inodes: useOf(f.inodes_used, f.inodes_total),
      deletedBytes: f.deleted_bytes,
      source: placeOf(f.refs),
      inodesSource: placeOf(f.refs.filter((ref) => ref.path.includes('inodes'))),
    }));
  return { total: all.length, rows };
}

const sum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

function useOf(used: number | undefined, limit: number | undefined): { used: number; limit: number } | undefined {
  return used === undefined || limit === undefined || limit <= 0 ? undefined : { used, limit };
}

function mountsOf(facts: Facts): ReportResources['mounts'] {
  const all = knownFact(facts, mountNamespaces);
  const largest = all === undefined ? [] : [...all].sort((a, b) => b.mounts - a.mounts || (a.id < b.id ? -1 : 1));
  const [first] = largest;
  if (first === undefined) return undefined;
  const table = mountTables(facts).namespaces.find(({ id }) => id === first.id)?.table;
  return {
    namespaces: largest.length,
    limit: sysctlText(facts, 'fs.mount-max')?.numbers[0],
    largest: largest.slice(0, MAX_NAMESPACES).map((n) => ({
      label: n.label,
      mounts: n.mounts,
      nextMountCost: n.next_mount_cost,
      mostCopied: n.most_copied,
      mostCopies: n.most_copies,
      source: placeOf(n.refs),
    })),
    places: table === undefined ? [] : mountPlaces(table.mountPoints),
  };
}

function tasksOf(facts: Facts): ReportResources['tasks'] {
  const threads = knownFact(facts, kernelThreads);
  if (threads === undefined) return undefined;
  return {
    total: threads.tasks,
    threads: threads.threads,
    kinds: threads.kinds.map(({ kind, count }) => ({ kind, count })),
    source: placeOf(threads.refs),
  };
}

function memoryOf(facts: Facts): ReportResources['memory'] {
  const m = knownFact(facts, memory);
  if (m === undefined || m.total <= 0) return undefined;
  const parts: readonly (readonly [string, number | undefined])[] = [
    ['programs', m.anonymous],
    ['files in memory (tmpfs, shared)', m.shared],
    ['kernel, cannot be freed', m.slab_unreclaimable],
    ['kernel, can be freed', m.slab_reclaimable],
    ['page tables', m.page_tables],
    ['huge pages', m.huge_pages],
    ['available to programs', m.available],
  ];
  return {
    total: m.total,
    parts: parts.flatMap(([name, bytes]) => (bytes === undefined || bytes <= 0 ? [] : [{ name, bytes }])),
    source: placeOf(m.refs),
  };
}
