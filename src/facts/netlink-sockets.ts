import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { ownTable } from './own-network.ts';
import { processes } from './processes.ts';
import { read } from './sources.ts';

const socketSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'what the socket listens to, and its process where that is known' }),
    topic: z.string().meta({ description: 'routes and links, netfilter, audit, device events, ...' }),
    port: z.number().meta({ description: 'address of the socket, as a rule the pid of its process' }),
    pid: z
      .number()
      .optional()
      .meta({ description: 'when a process has this number', needs: ['process_stat'] }),
    drops: z.number().meta({ description: 'messages that did not fit into its buffer' }),
    refs: refsSchema,
  })
  .meta({ id: 'NetlinkSocket' });

/** Netlink sockets whose listener fell behind, the most drops first. */
export const netlinkSockets = defineFact({
  name: 'netlink_sockets_with_drops',
  title: 'Netlink sockets that lost messages',
  schema: z.array(socketSchema),
  sources: ['netlink', 'process_stat'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'netlink');
    const table = ownTable(documents);
    if (table === undefined) return unknown(missing);
    const all = context.get(processes);
    const comms = new Map(all.known ? all.value.map((p) => [p.pid, p.comm]) : []);
    const found = table.value.sockets.flatMap(({ protocol, port, drops = 0, line }) => {
      if (drops === 0) return [];
      const topic = context.words.netlinkTopic(protocol);
      const comm = comms.get(port);
      const who = comm === undefined ? context.words.netlinkPort(port) : `${comm} (pid ${port})`;
      return [
        {
          entity: `netlink_socket:${protocol}:${port}`,
          label: context.words.netlink(who, topic),
          topic,
          port,
          pid: comm === undefined ? undefined : port,
          drops,
          refs: [{ path: table.path, line }],
        },
      ];
    });
    return known(found.sort((a, b) => b.drops - a.drops || a.port - b.port));
  },
});
