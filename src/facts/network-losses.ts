import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { ownTable } from './own-network.ts';
import { read } from './sources.ts';

const sinceBoot = (description: string, source: string) =>
  z
    .number()
    .optional()
    .meta({ description: `${description}, since boot`, needs: [source] });

const lossesSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    reverse_path: sinceBoot('packets dropped because their source is not routed back the same way', 'net_netstat'),
    listen_overflows: sinceBoot('connections refused because the queue of a listener was full', 'net_netstat'),
    time_wait_overflow: sinceBoot('closed sockets thrown away because tcp_max_tw_buckets was reached', 'net_netstat'),
    syn_cookies: sinceBoot('cookies sent because a queue of half-open connections was full', 'net_netstat'),
    udp_buffer_errors: sinceBoot('datagrams lost because a receive buffer was full', 'net_snmp'),
    fragment_fails: sinceBoot('packets that were too large and must not be cut', 'net_snmp'),
    backlog_drops: sinceBoot('packets thrown away because the backlog of a CPU was full', 'softnet_stat'),
    squeezed: sinceBoot('times the budget for packets ended with packets left', 'softnet_stat'),
    processed: sinceBoot('packets taken from the cards', 'softnet_stat'),
    refs: refsSchema,
  })
  .meta({ id: 'NetworkLosses' });

const SOURCES = ['net_netstat', 'net_snmp', 'softnet_stat'] as const;

/** What the network stack of the node gave up since boot, by reason; proc_pid_net(5), Documentation/networking/snmp_counter.rst. */
export const networkLosses = defineFact({
  name: 'network_losses',
  title: 'Packets and connections that the node gave up since boot',
  schema: lossesSchema,
  sources: [...SOURCES],
  compute(context) {
    const missing = SOURCES.flatMap((source) => read(context.snapshot, source).missing);
    return missing.length === SOURCES.length ? unknown(missing) : known(describe(context));
  },
});

function describe({ snapshot: { documents }, words }: FactContext) {
  const netstat = ownTable(documents.net_netstat);
  const snmp = ownTable(documents.net_snmp);
  const softnet = ownTable(documents.softnet_stat);
  const event = (name: string): number | undefined => netstat?.value.counters[`TcpExt.${name}`];
  const sum = (of: 'dropped' | 'squeezed' | 'processed'): number | undefined =>
    softnet?.value.cpus.reduce((all, cpu) => all + cpu[of], 0);
  return {
    entity: 'node:network-losses',
    label: words.networkStack,
    reverse_path: event('IPReversePathFilter'),
    listen_overflows: event('ListenOverflows'),
    time_wait_overflow: event('TCPTimeWaitOverflow'),
    syn_cookies: event('SyncookiesSent'),
    udp_buffer_errors: snmp?.value.counters['Udp.RcvbufErrors'],
    fragment_fails: snmp?.value.counters['Ip.FragFails'],
    backlog_drops: sum('dropped'),
    squeezed: sum('squeezed'),
    processed: sum('processed'),
    refs: [netstat, snmp, softnet].flatMap((d) => (d === undefined ? [] : [{ path: d.path }])),
  };
}
