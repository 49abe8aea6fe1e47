import * as z from 'zod';
import { pairsOf } from '../snapshot/pairs.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { busiestProcesses, busyProcessSchema } from './busiest.ts';
import { cpuShares, cpuSharesSchema } from './cpu-rates.ts';
import { diskRateSchema, diskRates } from './disk-rates.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { mountGrowth, mountGrowthSchema, openFilesGrowth, openFilesGrowthSchema } from './growth.ts';
import { memoryRates, memoryRatesSchema, stalls, stallsSchema } from './memory-rates.ts';
import { interfaceRateSchema, interfaceRates, networkRates, networkRatesSchema } from './network-rates.ts';
import { rate, whyUnpaired } from './rate.ts';

const needs = (...sources: string[]) => ({ needs: sources });

const ratesSchema = z
  .object({
    interval: z.number().meta({ description: 'seconds between the two samples' }),
    cpu: cpuSharesSchema.optional().meta(needs('stat')),
    context_switches: z
      .number()
      .optional()
      .meta({ description: 'per second', needs: ['stat'] }),
    forks: z
      .number()
      .optional()
      .meta({ description: 'per second', needs: ['stat'] }),
    memory: memoryRatesSchema.optional().meta(needs('vmstat')),
    stalls: stallsSchema.optional().meta(needs('pressure')),
    network: networkRatesSchema.optional().meta(needs('net_snmp', 'softnet_stat', 'nf_conntrack')),
    disks: z.array(diskRateSchema).optional().meta(needs('diskstats')),
    interfaces: z.array(interfaceRateSchema).optional().meta(needs('net_dev')),
    busiest: z
      .array(busyProcessSchema)
      .optional()
      .meta({ description: 'at most 20 processes', needs: ['process_stat'] }),
    mount_growth: z
      .array(mountGrowthSchema)
      .optional()
      .meta({ description: 'mount namespaces, the fastest growing first', needs: ['mount_counts'] }),
    open_files_growth: z
      .array(openFilesGrowthSchema)
      .optional()
      .meta({ description: 'processes that opened or closed 10 files or more', needs: ['fd_counts'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Rates' });

/** Sources that are sampled at the beginning and at the end of a collection, the ones that tell its length first. */
const SAMPLED = ['uptime', 'stat', 'vmstat', 'diskstats', 'net_dev'] as const;

/** How counters changed while the bundle was collected. A counter that went backwards is unknown. */
export const rates = defineFact({
  name: 'rates',
  title: 'Changes during the collection, from two samples',
  schema: ratesSchema,
  sources: [
    ...SAMPLED,
    'pressure',
    'net_snmp',
    'net_netstat',
    'softnet_stat',
    'nf_conntrack',
    'process_stat',
    'mountinfo',
    'mount_counts',
    'fd_counts',
  ],
  compute(context) {
    const { snapshot } = context;
    const interval = intervalOf(snapshot);
    if (interval === undefined) return unknown(whyUnpaired(snapshot, 'stat'));
    const parts = {
      cpu: cpuShares(snapshot),
      ...kernelRates(snapshot),
      memory: memoryRates(snapshot),
      stalls: stalls(snapshot),
      network: networkRates(snapshot),
      disks: diskRates(snapshot),
      interfaces: interfaceRates(snapshot),
      busiest: busiestProcesses(context),
      mount_growth: mountGrowth(context),
      open_files_growth: openFilesGrowth(context),
    };
    return known({ interval: interval.seconds, ...parts, refs: interval.refs });
  },
});

function intervalOf(snapshot: Snapshot): { seconds: number; refs: { path: string }[] } | undefined {
  for (const source of SAMPLED) {
    const pair = pairsOf(snapshot, source)[0];
    if (pair !== undefined)
      return { seconds: pair.seconds, refs: [{ path: pair.first.path }, { path: pair.second.path }] };
  }
  return undefined;
}

function kernelRates(snapshot: Snapshot): { context_switches?: number | undefined; forks?: number | undefined } {
  const pair = pairsOf(snapshot, 'stat')[0];
  if (pair === undefined) return {};
  const [a, b] = [pair.first.value, pair.second.value];
  return {
    context_switches: rate(a.contextSwitches, b.contextSwitches, pair.seconds),
    forks: rate(a.forks, b.forks, pair.seconds),
  };
}
