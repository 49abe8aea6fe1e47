import * as z from 'zod';
import { readCounters } from './key-values.ts';
import { badLines, textParser } from './parser.ts';

/** Memory of the node in bytes; undefined where the kernel is too old for a field. */
export const meminfoSchema = () =>
  z.object({
    totalBytes: z.number(),
    freeBytes: z.number().optional(),
    /** Estimate of what can be had without swapping, since Linux 3.14. */
    availableBytes: z.number().optional(),
    buffersBytes: z.number().optional(),
    cachedBytes: z.number().optional(),
    swapTotalBytes: z.number().optional(),
    swapFreeBytes: z.number().optional(),
    dirtyBytes: z.number().optional(),
    writebackBytes: z.number().optional(),
    /** Memory of programs without a file behind it. */
    anonBytes: z.number().optional(),
    /** Shared memory and tmpfs files. */
    shmemBytes: z.number().optional(),
    slabBytes: z.number().optional(),
    slabReclaimableBytes: z.number().optional(),
    slabUnreclaimableBytes: z.number().optional(),
    kernelStackBytes: z.number().optional(),
    pageTablesBytes: z.number().optional(),
    percpuBytes: z.number().optional(),
    commitLimitBytes: z.number().optional(),
    committedBytes: z.number().optional(),
    hardwareCorruptedBytes: z.number().optional(),
    /** Numbers of pages, not bytes. */
    hugePagesTotal: z.number().optional(),
    hugePagesFree: z.number().optional(),
    hugePageSizeBytes: z.number().optional(),
    /** Reserved as huge pages of all sizes, since Linux 4.15; the fields above are of the default size alone. */
    hugetlbBytes: z.number().optional(),
  });
export type Meminfo = z.infer<ReturnType<typeof meminfoSchema>>;

/**
 * `/proc/meminfo`, proc(5) and Documentation/filesystems/proc.rst; `kB` there means 1024 bytes:
 * `MemAvailable:    6291456 kB`
 */
export const meminfo = textParser({
  source: 'meminfo',
  schema: meminfoSchema,
  sniff: (head) => /^MemTotal: +\d+ kB\r?\nMemFree: +\d+ kB/.test(head),
  parse(text, context) {
    const counters = readCounters(text, badLines(context, 'a meminfo line'));
    const bytes = (name: string) => {
      const value = counters.get(name);
      return value === undefined ? undefined : value * 1024;
    };
    const totalBytes = bytes('MemTotal');
    if (totalBytes === undefined) return undefined;
    return {
      totalBytes,
      freeBytes: bytes('MemFree'),
      availableBytes: bytes('MemAvailable'),
      buffersBytes: bytes('Buffers'),
      cachedBytes: bytes('Cached'),
      swapTotalBytes: bytes('SwapTotal'),
      swapFreeBytes: bytes('SwapFree'),
      dirtyBytes: bytes('Dirty'),
      writebackBytes: bytes('Writeback'),
      anonBytes: bytes('AnonPages'),
      shmemBytes: bytes('Shmem'),
      slabBytes: bytes('Slab'),
      slabReclaimableBytes: bytes('SReclaimable'),
      slabUnreclaimableBytes: bytes('SUnreclaim'),
      kernelStackBytes: bytes('KernelStack'),
      pageTablesBytes: bytes('PageTables'),
      percpuBytes: bytes('Percpu'),
      commitLimitBytes: bytes('CommitLimit'),
      committedBytes: bytes('Committed_AS'),
      hardwareCorruptedBytes: bytes('HardwareCorrupted'),
      hugePagesTotal: counters.get('HugePages_Total'),
      hugePagesFree: counters.get('HugePages_Free'),
      hugePageSizeBytes: bytes('Hugepagesize'),
      hugetlbBytes: bytes('Hugetlb'),
    };
  },
});
