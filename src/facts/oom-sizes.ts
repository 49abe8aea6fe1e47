import * as z from 'zod';
import type { OomRecord, TableRow } from './oom-records.ts';

const needs = ['log'];
export const oomSizesSchema = z
  .object({
    total: z.number().optional().meta({ description: 'memory of the node', needs }),
    processes: z.number().optional().meta({
      description: 'resident memory of all programs with 10,000 pages and more, shared pages counted again',
      needs,
    }),
    largest: z.string().optional().meta({ description: 'program that held most, with its pid', needs }),
    largest_bytes: z.number().optional().meta({ needs }),
    anonymous: z.number().optional().meta({ needs }),
    shared: z.number().optional().meta({ description: 'files in tmpfs and shared memory', needs }),
    slab_unreclaimable: z.number().optional().meta({ description: 'objects of the kernel that it cannot free', needs }),
    page_tables: z.number().optional().meta({ needs }),
    huge_pages: z.number().optional().meta({ description: 'reserved as huge pages', needs }),
  })
  .meta({ id: 'OomSizes' });
export type OomSizes = z.infer<typeof oomSizesSchema>;

/** What held the memory at the moment of a kill, in bytes; undefined where the report says nothing of it. */
export function oomSizes(record: OomRecord, pid: number, anonKib: number): OomSizes | undefined {
  const page = pageBytes(record.rows, pid, anonKib);
  const { memory } = record;
  const bytes = (...names: string[]): number | undefined => {
    const found = names.flatMap((name) => memory[name] ?? []);
    return found.length === 0 ? undefined : found.reduce((sum, pages) => sum + pages, 0) * page;
  };
  const [largest] = record.rows;
  const sizes = {
    total: bytes('ram'),
    processes: largest === undefined ? undefined : record.rows.reduce((sum, row) => sum + row.pages, 0) * page,
    largest: largest === undefined ? undefined : `${largest.comm} (pid ${largest.pid})`,
    largest_bytes: largest === undefined ? undefined : largest.pages * page,
    anonymous: bytes('anon_active', 'anon_inactive'),
    shared: bytes('shared'),
    slab_unreclaimable: bytes('slab_unreclaimable'),
    page_tables: bytes('page_tables'),
    huge_pages:
      record.huge.length === 0 ? undefined : record.huge.reduce((sum, { pages, kib }) => sum + pages * kib * 1024, 0),
  };
  return Object.keys(sizes).length === 0 ? undefined : sizes;
}

/** Pages are 4 KiB but on some arm64 and ppc64 kernels, where a victim has more kilobytes than four times its pages. */
function pageBytes(rows: readonly TableRow[], pid: number, anonKib: number): number {
  const pages = rows.find((row) => row.pid === pid)?.pages ?? 0;
  return pages > 0 && anonKib > pages * 6 ? 65_536 : 4096;
}
