import * as z from 'zod';
import { type Pair, pairsOf } from '../snapshot/pairs.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { refsSchema } from './fact.ts';
import { knownFields, rate } from './rate.ts';

const perSecond = (description: string, source: string) =>
  z
    .number()
    .optional()
    .meta({ description: `${description} per second`, needs: [source] });

export const interfaceRateSchema = z
  .object({
    name: z.string(),
    rx_bytes: perSecond('bytes', 'net_dev'),
    rx_packets: perSecond('packets', 'net_dev'),
    rx_errors: perSecond('damaged packets', 'net_dev'),
    rx_drops: perSecond('packets thrown away', 'net_dev'),
    tx_bytes: perSecond('bytes', 'net_dev'),
    tx_packets: perSecond('packets', 'net_dev'),
    tx_errors: perSecond('packets that could not be sent', 'net_dev'),
    tx_drops: perSecond('packets thrown away', 'net_dev'),
    refs: refsSchema,
  })
  .meta({ id: 'InterfaceRate' });

export const networkRatesSchema = z
  .object({
    softnet_drops: perSecond('packets thrown away because the backlog of a CPU was full', 'softnet_stat'),
    softnet_squeezed: perSecond('times the budget for packets ended with packets left', 'softnet_stat'),
    conntrack_drops: perSecond('packets dropped by connection tracking, early drops included', 'nf_conntrack'),
    conntrack_insert_failed: perSecond('connections that could not be entered', 'nf_conntrack'),
    tcp_sent: perSecond('TCP segments sent', 'net_snmp'),
    tcp_retransmitted: perSecond('TCP segments sent again', 'net_snmp'),
    udp_buffer_errors: perSecond('UDP packets dropped because a receive buffer was full', 'net_snmp'),
    listen_drops: perSecond('connections dropped by full accept queues', 'net_netstat'),
    refs: refsSchema,
  })
  .meta({ id: 'NetworkRates' });

/** Traffic of the interfaces of the node between the two samples. */
export function interfaceRates(snapshot: Snapshot): z.infer<typeof interfaceRateSchema>[] | undefined {
  const pair = pairsOf(snapshot, 'net_dev')[0];
  if (pair === undefined) return undefined;
  const before = new Map(pair.first.value.interfaces.map((i) => [i.name, i]));
  return pair.second.value.interfaces.flatMap((b) => {
    const a = before.get(b.name);
    if (a === undefined) return [];
    return [
      {
        name: b.name,
        ...knownFields({
          rx_bytes: rate(a.rxBytes, b.rxBytes, pair.seconds),
          rx_packets: rate(a.rxPackets, b.rxPackets, pair.seconds),
          rx_errors: rate(a.rxErrors, b.rxErrors, pair.seconds),
          rx_drops: rate(a.rxDropped, b.rxDropped, pair.seconds),
          tx_bytes: rate(a.txBytes, b.txBytes, pair.seconds),
          tx_packets: rate(a.txPackets, b.txPackets, pair.seconds),
          tx_errors: rate(a.txErrors, b.txErrors, pair.seconds),
          tx_drops: rate(a.txDropped, b.txDropped, pair.seconds),
        }),
        refs: [
          { path: pair.first.path, line: a.line },
          { path: pair.second.path, line: b.line },
        ],
      },
    ];
  });
}

type Counters = Pair<{ readonly counters: Readonly<Record<string, number>> }> | undefined;

/** The sum of counters per second; unknown when one of them is. */
function counted(pair: Counters, ...names: string[]): number | undefined {
  if (pair === undefined) return undefined;
  const rates = names.map((name) =>
    rate(pair.first.value.counters[name], pair.second.value.counters[name], pair.seconds),
  );
  return rates.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

/** What the network stack of the node lost between the two samples; undefined when nothing of it was sampled twice. */
export function networkRates(snapshot: Snapshot): z.infer<typeof networkRatesSchema> | undefined {
  const softnet = pairsOf(snapshot, 'softnet_stat')[0];
  const conntrack = pairsOf(snapshot, 'nf_conntrack')[0];
  const snmp = pairsOf(snapshot, 'net_snmp')[0];
  const netstat = pairsOf(snapshot, 'net_netstat')[0];
  const pairs = [softnet, conntrack, snmp, netstat].filter((pair) => pair !== undefined);
  if (pairs.length === 0) return undefined;
  return {
    ...knownFields({
      softnet_drops: softnetRate(softnet, 'dropped'),
      softnet_squeezed: softnetRate(softnet, 'squeezed'),
      conntrack_drops: counted(conntrack, 'drop', 'early_drop'),
      conntrack_insert_failed: counted(conntrack, 'insert_failed'),
      tcp_sent: counted(snmp, 'Tcp.OutSegs'),
      tcp_retransmitted: counted(snmp, 'Tcp.RetransSegs'),
      udp_buffer_errors: counted(snmp, 'Udp.RcvbufErrors'),
      listen_drops: counted(netstat, 'TcpExt.ListenDrops'),
    }),
    refs: pairs.flatMap((pair) => [{ path: pair.first.path }, { path: pair.second.path }]),
  };
}

/** Summed over the CPUs; a CPU that went offline in between makes the sums incomparable. */
function softnetRate(
  pair: ReturnType<typeof pairsOf<'softnet_stat'>>[number] | undefined,
  column: 'dropped' | 'squeezed',
): number | undefined {
  if (pair === undefined || pair.first.value.cpus.length !== pair.second.value.cpus.length) return undefined;
  const before = pair.first.value.cpus.map((cpu) => cpu[column]);
  const after = pair.second.value.cpus.map((cpu) => cpu[column]);
  const rates = after.map((count, i) => rate(before[i], count, pair.seconds));
  return rates.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}
