import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, patternLines } from './pattern-lines.ts';

/** Netlink sockets of the node's own network namespace. */
export const netlinkSchema = () =>
  z.object({
    sockets: z.array(
      z.object({
        /** Number of the protocol, NETLINK_* in include/uapi/linux/netlink.h: 0 is routes and links, 12 netfilter. */
        protocol: z.number().int(),
        /** Address of the socket: as a rule the pid of the process that made it; 0 is the kernel's own end. */
        port: z.number(),
        /** Messages that did not fit into its buffer, since it was opened; undefined before Linux 2.6.34. */
        drops: z.number().optional(),
        inode: z.number().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type Netlink = z.infer<ReturnType<typeof netlinkSchema>>;

/**
 * `/proc/net/netlink`, net/netlink/af_netlink.c netlink_native_seq_show:
 * `ffff8d72b6f1b000 0   588        00000111 0        0        0     2        3        18810   `
 */
export const netlink = lineParser({
  ...patternLines({
    source: 'netlink',
    schema: netlinkSchema,
    what: 'a netlink socket',
    maxRows: 200_000,
    skip: /^sk +Eth +Pid /,
    pattern:
      /^[0-9a-fK]{8,16} +(\d{1,3}) +(-?\d{1,10}) +[0-9a-f]{8} +-?\d{1,12} +-?\d{1,12} +\S{1,18} +\d{1,10}(?: +(\d{1,12}))?(?: +(\d{1,12}))? *$/,
    row: ([protocol, port, drops, inode], line): Netlink['sockets'][number] => ({
      protocol: Number(protocol),
      port: Number(port),
      drops: countOf(drops),
      inode: countOf(inode),
      line,
    }),
    document: (sockets) => ({ sockets }),
  }),
  sniff: (head) => /^sk +Eth +Pid +Groups /.test(head),
});
