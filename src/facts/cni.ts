import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { processes } from './processes.ts';

const networkSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string(),
    configured: z.boolean().meta({ description: 'a file of /etc/cni/net.d describes it' }),
    in_use: z.boolean().meta({ description: 'its file comes first by name: the one the runtime takes' }),
    plugins: z.array(z.string()),
    ipam: z
      .string()
      .optional()
      .meta({ needs: ['cni_config'] }),
    master: z
      .string()
      .optional()
      .meta({ description: 'interface it builds on', needs: ['cni_config'] }),
    master_exists: z
      .boolean()
      .optional()
      .meta({ needs: ['cni_config', 'links'] }),
    subnets: z.array(z.string()),
    addresses_total: z
      .number()
      .optional()
      .meta({ description: 'IPv4 addresses that can be given away', needs: ['cni_config'] }),
    addresses_used: z
      .number()
      .optional()
      .meta({ description: 'given away by host-local', needs: ['cni_addresses'] }),
    addresses_leaked: z
      .number()
      .optional()
      .meta({
        description: 'of containers that do not exist',
        needs: ['cni_addresses', 'docker_inspect', 'docker_disk_containers', 'crictl_pods', 'oci_bundles'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'CniNetwork' });
export type CniNetwork = z.infer<typeof networkSchema>;

interface Found {
  readonly name: string;
  readonly order?: number;
  readonly plugins: readonly {
    type: string;
    master?: string | undefined;
    ipam?: string | undefined;
    subnets: string[];
  }[];
  readonly refs: SourceRef[];
}

/** Networks of pods: as they are configured, and whose addresses host-local keeps. */
export const cni = defineFact({
  name: 'cni',
  title: 'CNI networks',
  schema: z.array(networkSchema),
  sources: [
    'cni_config',
    'cni_addresses',
    'links',
    'docker_inspect',
    'docker_disk_containers',
    'crictl_pods',
    'oci_bundles',
  ],
  compute(context) {
    const config = lookedFor(context.snapshot, 'cni_config');
    const addresses = lookedFor(context.snapshot, 'cni_addresses');
    if (config.missing.length > 0 && addresses.documents.length === 0)
      return unknown([...config.missing, ...addresses.missing]);
    const networks = new Map<string, Found>();
    for (const [order, { path, value }] of config.documents.entries()) {
      const name = value.name ?? path.slice(path.lastIndexOf('/') + 1);
      networks.set(name, { name, order, plugins: value.plugins, refs: [{ path }] });
    }
    const owners = new Map<string, string[]>();
    for (const { path, value } of addresses.documents)
      for (const { network, containerId, line } of value.addresses) {
        if (!networks.has(network)) networks.set(network, { name: network, plugins: [], refs: [{ path, line }] });
        append(owners, network, containerId);
      }
    const ids = knownIds(context);
    const told = addresses.missing.length === 0;
    return known(
      [...networks.values()].map((n) => describe(n, told ? (owners.get(n.name) ?? []) : undefined, ids, context)),
    );
  },
});

function describe(
  network: Found,
  owners: readonly string[] | undefined,
  ids: ReadonlySet<string> | undefined,
  { snapshot, words }: FactContext,
): CniNetwork {
  const { name, plugins, order } = network;
  const master = plugins.find((p) => p.master !== undefined)?.master;
  const links = snapshot.documents.links.flatMap((d) => d.value.links);
  const subnets = plugins.flatMap((p) => p.subnets);
  const leaked = owners === undefined || ids === undefined ? undefined : owners.filter((id) => !ids.has(id)).length;
  return {
    entity: `cni_network:${name}`,
    label: words.network(name),
    name,
    configured: order !== undefined,
    in_use: order === 0,
    plugins: plugins.map((p) => p.type),
    ipam: plugins.find((p) => p.ipam !== undefined)?.ipam,
    master,
    master_exists: master === undefined || links.length === 0 ? undefined : links.some((l) => l.name === master),
    subnets,
    addresses_total: sizeOf(subnets),
    addresses_used: owners?.length,
    addresses_leaked: leaked,
    refs: network.refs,
  };
}

/** Network, gateway and broadcast address of each IPv4 subnet are not given away. */
const RESERVED = 3;

function sizeOf(subnets: readonly string[]): number | undefined {
  const bits = subnets.map((s) => /^\d{1,3}(?:\.\d{1,3}){3}\/(\d{1,2})$/.exec(s)?.[1]).filter((b) => b !== undefined);
  if (bits.length === 0) return undefined;
  return bits.reduce((sum, b) => sum + Math.max(0, 2 ** (32 - Number(b)) - RESERVED), 0);
}

/** Ids of all containers and sandboxes; undefined when the list may lack some, since then nothing counts as leaked. */
function knownIds(context: FactContext): Set<string> | undefined {
  const found = context.get(containers);
  if (!found.known || (found.incomplete ?? []).length > 0) return undefined;
  const running = context.get(processes);
  const live = running.known ? running.value.map((p) => p.container_id).filter((id) => id !== undefined) : [];
  const sandboxes = context.snapshot.documents.crictl_pods.flatMap((d) => d.value.pods.map((p) => p.id));
  return new Set([...found.value.map((c) => c.id), ...sandboxes, ...live]);
}
