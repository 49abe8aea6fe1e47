import * as z from 'zod';
import { pairsOf } from '../snapshot/pairs.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { refsSchema } from './fact.ts';
import { gain, knownFields, rate } from './rate.ts';

const counter = (description: string) =>
  z
    .number()
    .optional()
    .meta({ description, needs: ['vmstat'] });
const stalled = (description: string) =>
  z
    .number()
    .optional()
    .meta({ description, needs: ['pressure'] });

export const memoryRatesSchema = z
  .object({
    page_faults: counter('per second'),
    major_faults: counter('page faults that read from disk, per second'),
    swapped_in: counter('pages per second'),
    swapped_out: counter('pages per second'),
    reclaimed_directly: counter('pages that programs had to look at for free memory themselves, per second'),
    oom_kills: counter('processes killed for lack of memory between the two samples (Linux 4.13 on)'),
    refs: refsSchema,
  })
  .meta({ id: 'MemoryRates' });

export const stallsSchema = z
  .object({
    cpu: stalled('share of the time in which some task waited for a CPU'),
    memory: stalled('share of the time in which some task waited for memory'),
    memory_full: stalled('share of the time in which all tasks waited for memory'),
    io: stalled('share of the time in which some task waited for input or output'),
    io_full: stalled('share of the time in which all tasks waited for input or output'),
    refs: refsSchema,
  })
  .meta({ id: 'Stalls' });

/** What the memory management did between the two samples. */
export function memoryRates(snapshot: Snapshot): z.infer<typeof memoryRatesSchema> | undefined {
  const pair = pairsOf(snapshot, 'vmstat')[0];
  if (pair === undefined) return undefined;
  const [a, b] = [pair.first.value.counters, pair.second.value.counters];
  return {
    ...knownFields({
      page_faults: rate(a.pgfault, b.pgfault, pair.seconds),
      major_faults: rate(a.pgmajfault, b.pgmajfault, pair.seconds),
      swapped_in: rate(a.pswpin, b.pswpin, pair.seconds),
      swapped_out: rate(a.pswpout, b.pswpout, pair.seconds),
      reclaimed_directly: rate(directScans(a), directScans(b), pair.seconds),
      oom_kills: gain(a.oom_kill, b.oom_kill),
    }),
    refs: [{ path: pair.first.path }, { path: pair.second.path }],
  };
}

/** `pgscan_direct`, which kernels before 4.8 count by zone (`pgscan_direct_normal`). */
function directScans(counters: Readonly<Record<string, number>>): number | undefined {
  if (counters.pgscan_direct !== undefined) return counters.pgscan_direct;
  const zones = Object.entries(counters).filter(([name]) => /^pgscan_direct_(?!throttle)/.test(name));
  return zones.length === 0 ? undefined : zones.reduce((sum, [, value]) => sum + value, 0);
}

/** Pressure stall information over the time between the two samples, from its totals. */
export function stalls(snapshot: Snapshot): z.infer<typeof stallsSchema> | undefined {
  const pairs = pairsOf(snapshot, 'pressure');
  if (pairs.length === 0) return undefined;
  const shareOf = (resource: string, kind: 'some' | 'full'): number | undefined => {
    const pair = pairs.find((p) => p.first.value.resource === resource);
    if (pair === undefined) return undefined;
    const share = rate(pair.first.value[kind]?.totalSeconds, pair.second.value[kind]?.totalSeconds, pair.seconds);
    return share === undefined ? undefined : Math.min(1, share);
  };
  return {
    ...knownFields({
      cpu: shareOf('cpu', 'some'),
      memory: shareOf('memory', 'some'),
      memory_full: shareOf('memory', 'full'),
      io: shareOf('io', 'some'),
      io_full: shareOf('io', 'full'),
    }),
    refs: pairs.flatMap((p) => [{ path: p.first.path }, { path: p.second.path }]),
  };
}
