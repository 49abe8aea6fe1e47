import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { readCpus } from './netns-conntrack.ts';
import { textParser } from './parser.ts';

/** One table of neighbours; it is one for all network namespaces of the node. */
export const neighbourStatsSchema = () =>
  z.object({
    /** `arp_cache` (IPv4) or `ndisc_cache` (IPv6); undefined when the path does not say. */
    table: z.string().optional(),
    /** `entries` of the table; all others summed over the CPUs: `forced_gc_runs`, `unresolved_discards`, `table_fulls`. */
    counters: z.record(z.string(), z.number()),
  });
export type NeighbourStats = z.infer<ReturnType<typeof neighbourStatsSchema>>;

const MAX_LINES = 10_000;

/**
 * `/proc/net/stat/arp_cache`, net/core/neighbour.c: a header and a line per CPU in hexadecimal; `table_fulls` since 4.3:
 * `entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast ... unresolved_discards table_fulls`
 * `00000017  00000005 00000000 00000001  0000004b 00000042  00000000  00000000 00000000  00000039 00000000 00000000 00000000`
 */
export const neighbourStats = textParser({
  source: 'neighbour_stats',
  schema: neighbourStatsSchema,
  sniff: (head) => /^entries +allocs +destroys +hash_grows +lookups /.test(head),
  parse(text, context) {
    const lines = text.split('\n', MAX_LINES).map((line) => line.trim().replace(/ +/g, ' '));
    const counters = new Map<string, number>();
    readCpus(
      lines.filter((line) => line !== ''),
      (name, value) => counters.set(name, value),
    );
    if (counters.size > 0) return { table: context.params.table, counters: recordOf(counters) };
    context.problem({ line: 1, message: 'not a table of neighbours' });
    return undefined;
  },
});
