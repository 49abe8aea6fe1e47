import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { cutShort } from './looked-for.ts';
import { type NetnsTables, netnsTables } from './netns-tables.ts';
import { containerLabels, processLabel, processOwners } from './process-owners.ts';
import { read } from './sources.ts';

const optionalNumber = (description: string, needs: string[]) => z.number().optional().meta({ description, needs });

const namespaceSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'the node, the container, or the process it was read through' }),
    inode: optionalNumber('of the namespace', ['ns_net']),
    pid: z.number().meta({ description: 'process it was read through' }),
    is_node: z.boolean().meta({ description: 'the namespace of pid 1' }),
    container_id: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    pod_uid: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    interfaces: z
      .array(z.string())
      .optional()
      .meta({ description: 'without lo; none in a pod means that its network was never set up', needs: ['netns_dev'] }),
    rx_errors: optionalNumber('received with errors, all interfaces', ['netns_dev']),
    rx_dropped: optionalNumber('received and dropped, all interfaces', ['netns_dev']),
    tx_errors: optionalNumber('not sent for errors, all interfaces', ['netns_dev']),
    tx_dropped: optionalNumber('not sent and dropped, all interfaces', ['netns_dev']),
    routes: optionalNumber('IPv4 routes', ['netns_route']),
    has_default_route: z
      .boolean()
      .optional()
      .meta({ description: 'of IPv4 or IPv6', needs: ['netns_route', 'netns_ipv6_route'] }),
    default_gateway: z
      .string()
      .optional()
      .meta({ needs: ['netns_route'] }),
    default_interface: z
      .string()
      .optional()
      .meta({ needs: ['netns_route'] }),
    conntrack_entries: optionalNumber('tracked connections', ['netns_conntrack']),
    conntrack_drops: optionalNumber('connections that did not fit into the table, since boot', ['netns_conntrack']),
    conntrack_insert_failed: optionalNumber('lost races for the same tuple, since boot', ['netns_conntrack']),
    tcp_in_use: optionalNumber('TCP sockets', ['netns_sockstat']),
    tcp_time_wait: optionalNumber('closed TCP sockets that wait', ['netns_sockstat']),
    listen_overflows: optionalNumber('connections refused because the queue of a listener was full', ['netns_netstat']),
    udp_receive_errors: optionalNumber('datagrams lost for full buffers', ['netns_snmp']),
    refs: refsSchema,
  })
  .meta({ id: 'NetworkNamespace' });
export type NetworkNamespace = z.infer<typeof namespaceSchema>;

const TABLES = ['netns_dev', 'netns_route', 'netns_ipv6_route', 'netns_snmp', 'netns_netstat'] as const;

/** The network namespaces of the node, each seen through one of its processes. */
export const networkNamespaces = defineFact({
  name: 'network_namespaces',
  title: 'Network namespaces',
  schema: z.array(namespaceSchema),
  sources: [...TABLES, 'netns_sockstat', 'netns_conntrack', 'ns_net', 'process_cgroup', 'process_stat'],
  compute(context) {
    const missing = TABLES.flatMap((source) => read(context.snapshot, source).missing);
    if (missing.length === TABLES.length) return unknown(missing);
    const inodes = new Map<number, number>();
    for (const { value } of context.snapshot.documents.ns_net)
      for (const p of value.processes) inodes.set(p.pid, p.inode);
    const found = [...netnsTables(context)].map(([pid, tables]) => describe(pid, tables, inodes, context));
    return known(
      found.sort((a, b) => a.pid - b.pid),
      cutShort(context.snapshot, [...TABLES, 'ns_net']),
    );
  },
});

function describe(
  pid: number,
  tables: NetnsTables,
  inodes: ReadonlyMap<number, number>,
  context: FactContext,
): NetworkNamespace {
  const inode = inodes.get(pid);
  const isNode = pid === 1 || (inode !== undefined && inode === inodes.get(1));
  const owner = processOwners(context).get(pid);
  const route = tables.routes?.find((r) => r.destination === '0.0.0.0' && r.prefixLength === 0 && r.up);
  const route6 = tables.routes6?.some((r) => r.prefixLength === 0 && r.up && !r.reject && r.interface !== 'lo');
  const toldRoutes = tables.routes !== undefined && tables.routes6 !== undefined;
  const hasDefault = route !== undefined || route6 === true ? true : toldRoutes ? false : undefined;
  return {
    entity: `network_namespace:${inode ?? `pid-${pid}`}`,
    label: isNode ? context.words.theNode : labelOf(pid, owner?.container_id, context),
    inode,
    pid,
    is_node: isNode,
    container_id: isNode ? undefined : owner?.container_id,
    pod_uid: isNode ? undefined : owner?.pod_uid,
    ...interfacesOf(tables),
    routes: tables.routes?.length,
    has_default_route: hasDefault,
    default_gateway: route?.gateway,
    default_interface: route?.interface,
    ...countersOf(tables),
    refs: tables.refs.slice(0, 5),
  };
}

function labelOf(pid: number, container: string | undefined, context: FactContext): string {
  const label = container === undefined ? undefined : containerLabels(context).get(container);
  return label ?? processLabel(pid, context);
}

function interfacesOf({ interfaces }: NetnsTables) {
  const outer = interfaces?.filter((i) => i.name !== 'lo');
  const sum = (of: 'rxErrors' | 'rxDropped' | 'txErrors' | 'txDropped') => outer?.reduce((all, i) => all + i[of], 0);
  return {
    interfaces: outer?.map((i) => i.name),
    rx_errors: sum('rxErrors'),
    rx_dropped: sum('rxDropped'),
    tx_errors: sum('txErrors'),
    tx_dropped: sum('txDropped'),
  };
}

function countersOf({ conntrack, sockstat, netstat, snmp }: NetnsTables) {
  return {
    conntrack_entries: conntrack?.entries,
    conntrack_drops: conntrack?.drop,
    conntrack_insert_failed: conntrack?.insert_failed,
    tcp_in_use: sockstat?.['TCP.inuse'],
    tcp_time_wait: sockstat?.['TCP.tw'],
    listen_overflows: netstat?.['TcpExt.ListenOverflows'],
    udp_receive_errors: snmp?.['Udp.RcvbufErrors'],
  };
}
