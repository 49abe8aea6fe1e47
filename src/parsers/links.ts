import * as z from 'zod';
import { lineParser } from './parser.ts';
import { countOf, patternLines } from './pattern-lines.ts';

/** Network links of the node's own namespace with what they are. */
export const linksSchema = () =>
  z.object({
    links: z.array(
      z.object({
        index: z.number().int(),
        name: z.string(),
        /** The lower link (`eth0.100@eth0`), or `if7`, the index of the other end in another namespace. */
        peer: z.string().optional(),
        /** `UP` is what was asked for, `LOWER_UP` that there is a carrier. */
        flags: z.array(z.string()),
        mtu: z.number().int().optional(),
        /** `UP`, `DOWN`, `UNKNOWN`, `LOWERLAYERDOWN`. */
        state: z.string().optional(),
        /** Bridge or bond it belongs to. */
        master: z.string().optional(),
        /** `veth`, `bridge`, `vlan`, `vxlan`, `bond`, ...; undefined for hardware. */
        kind: z.string().optional(),
        address: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type Links = z.infer<ReturnType<typeof linksSchema>>;

const KINDS =
  /\\ {4}(veth|bridge|vlan|vxlan|bond|team|macvlan|macvtap|ipvlan|dummy|ifb|tun|geneve|gre|gretap|ipip|sit|wireguard|vrf|ip6tnl|vti|xfrm|ipvtap|nlmon|openvswitch)\b/;

/**
 * `ip -d -o link`, ip-link(8); a backslash stands for each line end inside an entry:
 * `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT ...\    link/ether 52:54:00:12:34:56 ...`
 */
export const links = lineParser(
  patternLines({
    source: 'links',
    schema: linksSchema,
    what: 'a link',
    maxRows: 100_000,
    pattern: /^(\d{1,10}): ([^\s:@]{1,64})(?:@([^\s:]{1,64}))?: <([A-Z0-9_,-]{0,400})> (.*)$/,
    row: ([index, name = '', peer, flags = '', rest = ''], line): Links['links'][number] => ({
      index: Number(index),
      name,
      peer: peer === '' ? undefined : peer,
      flags: flags.split(',').filter(Boolean),
      mtu: countOf(/^mtu (\d{1,7})\b/.exec(rest)?.[1]),
      state: / state ([A-Z]{1,20}) /.exec(rest)?.[1],
      master: / master (\S{1,64}) /.exec(rest)?.[1],
      kind: KINDS.exec(rest)?.[1],
      address: /link\/[a-z0-9]{1,20} ([0-9a-f:.]{2,64})/.exec(rest)?.[1],
      line,
    }),
    document: (found) => ({ links: found }),
  }),
);
