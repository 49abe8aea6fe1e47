import * as z from 'zod';
import { elements, isObject, members, numberOf, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

/** One CNI network configuration: its plugins in order. The runtime takes the first file by name. */
export const cniConfigSchema = () =>
  z.object({
    name: z.string().optional(),
    cniVersion: z.string().optional(),
    plugins: z.array(
      z.object({
        type: z.string(),
        /** Interface the plugin builds on, for macvlan, ipvlan and vlan. */
        master: z.string().optional(),
        bridge: z.string().optional(),
        mtu: z.number().optional(),
        ipam: z.string().optional(),
        /** `10.244.3.0/24`, of host-local in any of its forms. */
        subnets: z.array(z.string()),
      }),
    ),
  });
export type CniConfig = z.infer<ReturnType<typeof cniConfigSchema>>;
type Plugin = CniConfig['plugins'][number];

/**
 * A `.conf` or `.conflist` of `/etc/cni/net.d`, github.com/containernetworking/cni SPEC.md section 1:
 * `{"cniVersion":"0.3.1","name":"cbr0","plugins":[{"type":"flannel"},{"type":"portmap"}]}`
 */
export const cniConfig = textParser({
  source: 'cni_config',
  schema: cniConfigSchema,
  parse(text, context) {
    if (text.trim() === '') return undefined;
    const json = parseJson(text);
    if (!isObject(json)) {
      context.problem({ message: 'not a JSON object: the runtime skips this network' });
      return undefined;
    }
    const plugins = Array.isArray(json.plugins) ? json.plugins : [json];
    return {
      name: textOf(json.name),
      cniVersion: textOf(json.cniVersion),
      plugins: plugins.slice(0, 100).flatMap(readPlugin),
    };
  },
});

function readPlugin(value: unknown): Plugin[] {
  const plugin = members(value);
  const type = textOf(plugin.type);
  if (type === undefined) return [];
  const ipam = members(plugin.ipam);
  const ranges = elements(ipam.ranges).flatMap((set) => elements(set).map((range) => members(range).subnet));
  const subnets = [ipam.subnet, plugin.subnet, ...ranges].map(textOf).filter((subnet) => subnet !== undefined);
  return [
    {
      type,
      master: textOf(plugin.master),
      bridge: textOf(plugin.bridge),
      mtu: numberOf(plugin.mtu),
      ipam: textOf(ipam.type),
      subnets: subnets.slice(0, 100),
    },
  ];
}
