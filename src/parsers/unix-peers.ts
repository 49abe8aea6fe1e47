import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Connections of unix sockets with what is at their other end and who holds them. */
export const unixPeersSchema = () =>
  z.object({
    sockets: z.array(
      z.object({
        /** `ESTAB`, `LISTEN`, `UNCONN`, ...; undefined where ss was asked for one state and leaves the column out. */
        state: z.string().optional(),
        /** Abstract names begin with `@`; `*` is a socket without a name. */
        path: z.string(),
        /** 0 where nobody is at the other end. */
        peerInode: z.number(),
        holder: z.object({ comm: z.string(), pid: z.number().int(), fd: z.number().int() }).optional(),
        line: z.number().int(),
      }),
    ),
  });
export type UnixPeers = z.infer<ReturnType<typeof unixPeersSchema>>;

/**
 * `ss -x -p`, ss(8), which names the first of several holders first; old versions print inodes above 2^31 as negative:
 * `u_str ESTAB 0      0      /var/run/docker.sock 1445160328   * 0      users:(("dockerd",pid=1399,fd=5352))`
 */
export const unixPeers = lineParser({
  ...patternLines({
    source: 'unix_peers',
    schema: unixPeersSchema,
    what: 'a unix socket',
    skip: /^(?:Netid|State) /,
    pattern:
      /^u_(?:str|seq|dgr) +(?:([A-Z][A-Z0-9-]{1,15}) +)?\d{1,12} +\d{1,12} +(\S{1,300}) +-?\d{1,20} +\S{1,300} +(-?\d{1,20})(?: +users:\(\("([^"]{1,64})",pid=(\d{1,10}),fd=(\d{1,10})\)\S*)?(?: .*)?$/,
    row: ([state = '', path = '', peer, comm = '', pid, fd], line) => ({
      ...(state === '' ? {} : { state }),
      path,
      peerInode: Number(peer),
      ...(comm === '' ? {} : { holder: { comm, pid: Number(pid), fd: Number(fd) } }),
      line,
    }),
    document: (sockets) => ({ sockets }),
  }),
  sniff: (head) => /^(?:Netid [^\n]{1,300}\n)?u_(?:str|seq|dgr) /.test(head),
});
