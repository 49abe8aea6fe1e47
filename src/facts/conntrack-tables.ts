import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema } from './fact.ts';
import { networkNamespaces } from './network-namespaces.ts';
import { ratioOf } from './out-of.ts';
import { ownTable } from './own-network.ts';
import { sysctlText } from './sysctl-texts.ts';

const optional = (description: string, needs: string[]) => z.number().optional().meta({ description, needs });

const tableSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    is_node: z.boolean().meta({ description: 'the table of the namespace of pid 1' }),
    used: optional('tracked connections', ['sysctl', 'nf_conntrack', 'netns_conntrack']),
    limit: optional('net.netfilter.nf_conntrack_max, which holds for each namespace by itself', ['sysctl']),
    used_ratio: optional('0 to 1', ['sysctl', 'nf_conntrack', 'netns_conntrack']),
    use: z.string().meta({ description: 'connections and limit in words' }),
    buckets: optional('net.netfilter.nf_conntrack_buckets', ['sysctl']),
    drops: optional('new connections that did not fit, since boot', ['nf_conntrack', 'netns_conntrack']),
    early_drops: optional('entries thrown out to make room, since boot', ['nf_conntrack']),
    insert_failed: optional('entries that lost against one with the same addresses, since boot', [
      'nf_conntrack',
      'netns_conntrack',
    ]),
    refs: refsSchema,
  })
  .meta({ id: 'ConntrackTable' });
type ConntrackTable = z.infer<typeof tableSchema>;

/**
 * Connection tracking by network namespace against its limit, Documentation/networking/nf_conntrack-sysctl.rst. The node
 * is always in the list: whatever is not known of it is left out.
 */
export const conntrackTables = defineFact({
  name: 'conntrack_tables',
  title: 'Tables of connection tracking, the node first',
  schema: z.array(tableSchema),
  sources: ['sysctl', 'nf_conntrack', 'netns_conntrack', 'ns_net'],
  compute(context) {
    const limit = sysctlText(context, 'net.netfilter.nf_conntrack_max') ?? sysctlText(context, 'net.nf_conntrack_max');
    const max = limit?.numbers[0];
    return known([nodeTable(max, context), ...namespaceTables(max, context)]);
  },
});

function nodeTable(limit: number | undefined, context: FactContext): ConntrackTable {
  const count = sysctlText(context, 'net.netfilter.nf_conntrack_count');
  const statistics = ownTable(context.snapshot.documents.nf_conntrack);
  const counters = statistics?.value.counters;
  const maximum = sysctlText(context, 'net.netfilter.nf_conntrack_max');
  const used = count?.numbers[0] ?? counters?.entries;
  return {
    entity: 'conntrack:node',
    label: context.words.conntrack,
    is_node: true,
    used,
    limit,
    used_ratio: ratioOf(used, limit),
    use: context.words.use(used, limit, 'connections'),
    buckets: sysctlText(context, 'net.netfilter.nf_conntrack_buckets')?.numbers[0],
    drops: counters?.drop,
    early_drops: counters?.early_drop,
    insert_failed: counters?.insert_failed,
    refs: [count?.ref, maximum?.ref, statistics && { path: statistics.path }].filter((r) => r !== undefined),
  };
}

function namespaceTables(limit: number | undefined, context: FactContext): ConntrackTable[] {
  const namespaces = context.get(networkNamespaces);
  if (!namespaces.known) return [];
  return namespaces.value
    .filter((n) => !n.is_node && n.conntrack_entries !== undefined)
    .map((n) => ({
      entity: n.entity.replace('network_namespace:', 'conntrack:'),
      label: context.words.conntrackOf(n.label),
      is_node: false,
      used: n.conntrack_entries,
      limit,
      used_ratio: ratioOf(n.conntrack_entries, limit),
      use: context.words.use(n.conntrack_entries, limit, 'connections'),
      drops: n.conntrack_drops,
      insert_failed: n.conntrack_insert_failed,
      refs: n.refs,
    }));
}
