import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';
import { ratioOf } from './out-of.ts';
import { sysctlText } from './sysctl-texts.ts';

const optional = (description: string, needs: string[]) => z.number().optional().meta({ description, needs });

const tableSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    family: z.string().meta({ description: 'ipv4 or ipv6' }),
    entries: optional('neighbours of all network namespaces together', ['neighbour_stats']),
    limit: optional('gc_thresh3: no neighbour is added beyond', ['sysctl']),
    soft_limit: optional('gc_thresh2: beyond it unused neighbours older than five seconds are thrown out', ['sysctl']),
    used_ratio: optional('entries to gc_thresh3, 0 to 1', ['neighbour_stats', 'sysctl']),
    table_fulls: optional('neighbours that could not be added since boot, from Linux 4.3 on', ['neighbour_stats']),
    use: z.string().meta({ description: 'entries and limit in words' }),
    complaints: optional('kernel messages about it; rate limited, so a lower bound', ['log']),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NeighbourTable' });
type NeighbourTable = z.infer<typeof tableSchema>;

/**
 * The two tables of neighbours (ARP and neighbour discovery), which all namespaces share, against their thresholds,
 * arp(7). Both are always in the list: whatever is not known is left out.
 */
export const neighbourTables = defineFact({
  name: 'neighbour_tables',
  title: 'Tables of neighbours (ARP, NDP)',
  schema: z.array(tableSchema),
  sources: ['neighbour_stats', 'sysctl', 'log'],
  compute: (context) => known([describe('ipv4', 'arp_cache', context), describe('ipv6', 'ndisc_cache', context)]),
});

function describe(family: string, table: string, context: FactContext): NeighbourTable {
  const statistics = context.snapshot.documents.neighbour_stats.find((d) => d.value.table === table);
  const counters = statistics?.value.counters;
  const hard = sysctlText(context, `net.${family}.neigh.default.gc_thresh3`);
  const entries = counters?.entries;
  // Kernels before 4.2 name the protocol, or nothing at all, which was IPv4.
  const told = occurrencesOf(context, 'neighbour_table_full').filter(
    ({ captures }) => /^ndisc|6$/.test(captures.table ?? '') === (family === 'ipv6'),
  );
  const lines = told.reduce((sum, o) => sum + o.count, 0);
  const coverage = logCoverage(context, ['kernel']);
  const silent = coverage.present && coverage.reasons.length === 0;
  const limit = hard?.numbers[0];
  return {
    entity: `neighbours:${family}`,
    label: context.words.neighbours(family),
    family,
    entries,
    limit,
    soft_limit: sysctlText(context, `net.${family}.neigh.default.gc_thresh2`)?.numbers[0],
    used_ratio: ratioOf(entries, limit),
    table_fulls: counters?.table_fulls,
    use: context.words.use(entries, limit, 'neighbours'),
    complaints: lines > 0 || silent ? lines : undefined,
    seen: seenOf(told),
    refs: [...told.slice(0, 3).map((o) => o.ref), hard?.ref, statistics && { path: statistics.path }].filter(
      (r) => r !== undefined,
    ),
  };
}
