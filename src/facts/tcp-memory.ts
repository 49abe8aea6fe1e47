import * as z from 'zod';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { ratioOf } from './out-of.ts';
import { ownTable } from './own-network.ts';
import { read } from './sources.ts';
import { sysctlText } from './sysctl-texts.ts';

const optional = (description: string, needs: string[]) => z.number().optional().meta({ description, needs });

const tcpMemorySchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    pages: optional('memory pages in the buffers of all TCP sockets of the node', ['sockstat']),
    pressure: optional('second value of tcp_mem: beyond it buffers shrink', ['sysctl']),
    limit: optional('third value of tcp_mem', ['sysctl']),
    used_ratio: optional('pages to limit, 0 to 1', ['sockstat', 'sysctl']),
    use: z.string().meta({ description: 'pages and limit in words' }),
    orphans: optional('TCP sockets that no process holds and that are not closed yet', ['sockstat']),
    orphan_limit: optional('tcp_max_orphans', ['sysctl']),
    orphan_ratio: optional('0 to 1', ['sockstat', 'sysctl']),
    udp_pages: optional('memory pages in the buffers of all UDP sockets of the node', ['sockstat']),
    udp_limit: optional('third value of udp_mem', ['sysctl']),
    aborted: optional('connections given up for lack of this memory, since boot', ['net_netstat']),
    pressures: optional('how often it went beyond pressure, since boot', ['net_netstat']),
    refs: refsSchema,
  })
  .meta({ id: 'TcpMemory' });

/** Memory of sockets against its limits, Documentation/networking/ip-sysctl.rst: `TCP: inuse 22 orphan 0 tw 2 alloc 58 mem 310`. */
export const tcpMemory = defineFact({
  name: 'tcp_memory',
  title: 'Memory of TCP sockets',
  schema: tcpMemorySchema,
  sources: ['sockstat', 'sysctl', 'net_netstat'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'sockstat');
    const sockets = ownTable(documents);
    if (sockets === undefined) return unknown(missing);
    return known(describe(sockets, context));
  },
});

function describe(
  sockets: { readonly path: string; readonly value: { readonly counters: Readonly<Record<string, number>> } },
  context: FactContext,
) {
  const { counters } = sockets.value;
  const events = ownTable(context.snapshot.documents.net_netstat)?.value.counters;
  const memory = sysctlText(context, 'net.ipv4.tcp_mem');
  const orphans = sysctlText(context, 'net.ipv4.tcp_max_orphans');
  return {
    entity: 'node:tcp-memory',
    label: context.words.tcpMemory,
    pages: counters['TCP.mem'],
    pressure: memory?.numbers[1],
    limit: memory?.numbers[2],
    used_ratio: ratioOf(counters['TCP.mem'], memory?.numbers[2]),
    use: context.words.use(counters['TCP.mem'], memory?.numbers[2], 'memory pages'),
    orphans: counters['TCP.orphan'],
    orphan_limit: orphans?.numbers[0],
    orphan_ratio: ratioOf(counters['TCP.orphan'], orphans?.numbers[0]),
    udp_pages: counters['UDP.mem'],
    udp_limit: sysctlText(context, 'net.ipv4.udp_mem')?.numbers[2],
    aborted: events?.['TcpExt.TCPAbortOnMemory'],
    pressures: events?.['TcpExt.TCPMemoryPressures'],
    refs: [{ path: sockets.path }, memory?.ref, orphans?.ref].filter((r) => r !== undefined),
  };
}
