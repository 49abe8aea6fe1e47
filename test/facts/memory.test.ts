import { describe, expect, it } from 'vitest';
import { memory } from '../../src/facts/memory.ts';
import { factsOf, theValue } from './reading.ts';

const MEMINFO = `MemTotal:       67108864 kB
MemFree:         1048576 kB
MemAvailable:    3355443 kB
AnonPages:      16777216 kB
Shmem:          40265318 kB
SReclaimable:     524288 kB
SUnreclaim:      6710886 kB
PageTables:       131072 kB
SwapTotal:       2097152 kB
SwapFree:        1048576 kB
HugePages_Total:     512
HugePages_Free:      384
Hugepagesize:       2048 kB
`;
const of = (text: string) => theValue(factsOf({ 'proc/meminfo': text }).get(memory));

describe('use of the memory of the node', () => {
  it('is given in bytes and as shares of all memory', () => {
    const m = of(MEMINFO);
    expect(m).toMatchObject({
      total: 67_108_864 * 1024,
      anonymous: 16_777_216 * 1024,
      swap_used: 1 << 30,
      huge_pages: 1 << 30,
      huge_pages_used_ratio: 0.25,
    });
    expect(m.shared_ratio).toBeCloseTo(0.6, 5);
    expect(m.slab_unreclaimable_ratio).toBeCloseTo(0.1, 5);
    expect(m.available_ratio).toBeCloseTo(0.05, 5);
    expect(m.huge_pages_ratio).toBeCloseTo(1 / 64, 5);
  });

  it('counts huge pages of all sizes where the kernel does', () => {
    expect(of(`${MEMINFO}Hugetlb:        33554432 kB\n`).huge_pages_ratio).toBeCloseTo(0.5, 5);
  });

  it('takes free memory and caches for available on kernels that do not estimate it', () => {
    const old = MEMINFO.replace(/MemAvailable.*\n/, 'Buffers:          100 kB\nCached:          1000 kB\n');
    expect(of(old).available).toBe((1_048_576 + 1100) * 1024);
  });

  it('leaves out what the kernel does not print', () => {
    const m = of('MemTotal:       67108864 kB\nMemFree:         1048576 kB\n');
    expect([m.shared, m.huge_pages, m.huge_pages_used_ratio, m.swap_used]).toEqual(Array(4).fill(undefined));
  });

  it('is unknown without meminfo', () => {
    expect(factsOf({ 'proc/uptime': '86400.00 86400.00\n' }).get(memory).known).toBe(false);
  });
});
