import * as z from 'zod';
import type { Meminfo } from '../parsers/meminfo.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const needs = ['meminfo'];
const told = (description: string) => z.number().optional().meta({ description, needs });

const memorySchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    total: z.number().meta({ description: 'bytes' }),
    available: told('what programs can get without swapping, bytes; free and caches on kernels before 3.14'),
    available_ratio: told('of all memory, 0 to 1'),
    anonymous: told('memory of programs, bytes'),
    shared: told('files in tmpfs and shared memory, bytes'),
    shared_ratio: told('of all memory, 0 to 1'),
    slab_unreclaimable: told('objects of the kernel that it cannot free when memory is short, bytes'),
    slab_unreclaimable_ratio: told('of all memory, 0 to 1'),
    slab_reclaimable: told('names and inodes that it can free, bytes'),
    page_tables: told('bytes'),
    huge_pages: told('reserved as huge pages, used or not, bytes'),
    huge_pages_ratio: told('of all memory, 0 to 1'),
    huge_pages_used_ratio: told('of the huge pages of the default size, 0 to 1'),
    swap_total: told('bytes'),
    swap_used: told('bytes'),
    committed: told('what programs were promised, bytes'),
    commit_limit: told('bytes; in force with vm.overcommit_memory=2 only'),
    refs: refsSchema,
  })
  .meta({ id: 'Memory' });

/** How the memory of the node is used, Documentation/filesystems/proc.rst; the parts overlap and do not add up. */
export const memory = defineFact({
  name: 'memory',
  title: 'Use of the memory of the node',
  schema: memorySchema,
  sources: ['meminfo'],
  compute({ snapshot, words }) {
    const { documents, missing } = read(snapshot, 'meminfo');
    const [first] = documents;
    if (first === undefined) return unknown(missing);
    const m = first.value;
    const available = m.availableBytes ?? sum(m.freeBytes, m.buffersBytes, m.cachedBytes);
    const huge = hugePages(m);
    const ratio = (part: number | undefined): number | undefined =>
      part === undefined || m.totalBytes <= 0 ? undefined : part / m.totalBytes;
    return known({
      entity: 'memory:node',
      label: words.memory,
      total: m.totalBytes,
      available,
      available_ratio: ratio(available),
      anonymous: m.anonBytes,
      shared: m.shmemBytes,
      shared_ratio: ratio(m.shmemBytes),
      slab_unreclaimable: m.slabUnreclaimableBytes,
      slab_unreclaimable_ratio: ratio(m.slabUnreclaimableBytes),
      slab_reclaimable: m.slabReclaimableBytes,
      page_tables: m.pageTablesBytes,
      huge_pages: huge,
      huge_pages_ratio: ratio(huge),
      huge_pages_used_ratio: usedShare(m),
      swap_total: m.swapTotalBytes,
      swap_used:
        m.swapTotalBytes === undefined || m.swapFreeBytes === undefined
          ? undefined
          : m.swapTotalBytes - m.swapFreeBytes,
      committed: m.committedBytes,
      commit_limit: m.commitLimitBytes,
      refs: [{ path: first.path }],
    });
  },
});

/** Undefined when none is known. */
function sum(...parts: readonly (number | undefined)[]): number | undefined {
  return parts.every((part) => part === undefined) ? undefined : parts.reduce<number>((all, n) => all + (n ?? 0), 0);
}

function hugePages({ hugetlbBytes, hugePagesTotal, hugePageSizeBytes }: Meminfo): number | undefined {
  if (hugetlbBytes !== undefined) return hugetlbBytes;
  return hugePagesTotal === undefined || hugePageSizeBytes === undefined
    ? undefined
    : hugePagesTotal * hugePageSizeBytes;
}

function usedShare({ hugePagesTotal, hugePagesFree }: Meminfo): number | undefined {
  if (hugePagesTotal === undefined || hugePagesFree === undefined || hugePagesTotal <= 0) return undefined;
  return (hugePagesTotal - hugePagesFree) / hugePagesTotal;
}
