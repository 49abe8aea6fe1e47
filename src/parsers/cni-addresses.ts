import * as z from 'zod';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Addresses that the CNI plugin host-local has given away. */
export const cniAddressesSchema = () =>
  z.object({
    addresses: z.array(
      z.object({
        network: z.string(),
        address: z.string(),
        /** Sandbox the address belongs to, as the runtime named it. */
        containerId: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type CniAddresses = z.infer<ReturnType<typeof cniAddressesSchema>>;

/**
 * The first line of each file of `/var/lib/cni/networks`, www.cni.dev/plugins/current/ipam/host-local; an IPv6 address
 * has colons of its own. The lock and the file of the last reserved address are no addresses:
 * `/var/lib/cni/networks/cbr0/10.244.3.17:9c1185a5c5e9fc54612808977ee8f548b2258d31a1b2c3d4e5f60718293a4b5c`
 */
export const cniAddresses = lineParser(
  patternLines({
    source: 'cni_addresses',
    schema: cniAddressesSchema,
    what: 'an address',
    skip: /^\/var\/lib\/cni\/networks\/[^/]{1,255}\/(?:last_reserved_ip|lock)/,
    pattern: /^\/var\/lib\/cni\/networks\/([^/]{1,255})\/([0-9a-f.:]{2,45}):([\w.-]{1,255})\s{0,3}$/,
    row: ([network = '', address = '', containerId = ''], line) => ({ network, address, containerId, line }),
    document: (addresses) => ({ addresses }),
  }),
);
