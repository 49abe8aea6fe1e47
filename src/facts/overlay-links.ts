import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { networkNamespaces } from './network-namespaces.ts';
import { read } from './sources.ts';

const overlaySchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    kind: z.string(),
    mtu: z.number(),
    overhead: z.number().meta({ description: 'bytes that the tunnel adds to each packet' }),
    uplink: z
      .string()
      .optional()
      .meta({ description: 'interface of the default route', needs: ['netns_route'] }),
    uplink_mtu: z
      .number()
      .optional()
      .meta({ needs: ['netns_route', 'links'] }),
    excess: z
      .number()
      .optional()
      .meta({
        description: 'bytes by which a full packet is too large for the uplink',
        needs: ['netns_route', 'links'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'OverlayLink' });

/**
 * Tunnels of pod networks whose programs set the MTU of the device itself. Cilium leaves the device at the MTU of the
 * uplink and sets it on routes, Open vSwitch and Weave give their devices 65000 and more: these say nothing.
 */
const TUNNELS: readonly (readonly [RegExp, string, number])[] = [
  [/^flannel\.\d{1,8}$|^vxlan\.calico$/, 'vxlan', 50],
  [/^flannel-v6\.\d{1,8}$|^vxlan-v6\.calico$/, 'vxlan over IPv6', 70],
  [/^tunl0$/, 'ipip', 20],
  [/^wireguard\.cali$|^flannel-wg$/, 'wireguard', 60],
];

/** Tunnels between nodes against the MTU of the interface that carries them, `ip -d -o link`. */
export const overlayLinks = defineFact({
  name: 'overlay_links',
  title: 'Tunnels of the pod network',
  schema: z.array(overlaySchema),
  sources: ['links', 'netns_route'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'links');
    if (documents.length === 0) return unknown(missing);
    const spaces = context.get(networkNamespaces);
    const uplink = spaces.known ? spaces.value.find((n) => n.is_node)?.default_interface : undefined;
    const links = documents.flatMap((d) => d.value.links.map((link) => ({ ...link, path: d.path })));
    const carrier = links.find((l) => l.name === uplink);
    const found = links.flatMap(({ name, flags, mtu, path, line }) => {
      const [, kind, overhead] = TUNNELS.find(([pattern]) => pattern.test(name)) ?? [];
      if (kind === undefined || overhead === undefined || mtu === undefined || !flags.includes('UP')) return [];
      const room = carrier?.mtu === undefined ? undefined : carrier.mtu - overhead;
      return [
        {
          entity: `interface:${name}`,
          label: context.words.tunnel(name),
          name,
          kind,
          mtu,
          overhead,
          uplink,
          uplink_mtu: carrier?.mtu,
          excess: room === undefined ? undefined : Math.max(0, mtu - room),
          refs: [{ path, line }, ...(carrier === undefined ? [] : [{ path: carrier.path, line: carrier.line }])],
        },
      ];
    });
    return known(found);
  },
});
