import { type AddedStep, step } from '../../scripts/samples/added-steps.ts';
import type { Node } from '../../scripts/samples/node.ts';
import type { Pod } from '../../scripts/samples/pods.ts';

const COUNTERS = ' 81203311 401220 0 0 0 0 0 0 71204410 388112 0 0 0 0 0 0';
const row = (pid: number, name: string): string => `/proc/${pid}/net/dev:${name.padStart(6)}:${COUNTERS}\n`;
const link = (index: number, name: string): string =>
  `${index}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\    link/ether 52:54:00:a1:00:${String(index).padStart(2, '0')} brd ff:ff:ff:ff:ff:ff promiscuity 0\n`;

/** The tables of the network namespaces of pods, each with `interfaces` beside lo, and the links of the node. */
export function networkSteps(
  node: Node,
  pods: readonly Pod[],
  config: Readonly<Record<string, unknown>>,
  interfaces: readonly string[],
  links: readonly string[],
): AddedStep[] {
  const inodes = new Map(pods.flatMap((pod, i) => pod.containers.map((c) => [c.pid, 4_026_533_000 + i * 61] as const)));
  const dev = [
    ...['lo', ...links].map((name) => row(1, name)),
    ...pods.flatMap((pod) => ['lo', ...interfaces].map((name) => row(pod.containers[0]?.pid ?? 0, name))),
  ];
  const netns = node.processes
    .filter((p) => !p.kernelThread)
    .map((p) => `${inodes.get(p.pid) ?? 4_026_531_956} /proc/${p.pid}/ns/net\n`);
  return [
    step('ns_net', 2, 'ns_net', 'commands/proc/ns-net', netns.join('')),
    step('netns_dev', 4, 'netns_dev', 'commands/net/dev', dev.join('')),
    step('links', 4, 'links', 'commands/net/link', links.map((name, i) => link(i + 2, name)).join('')),
    step('cni_config', 4, 'cni_config', 'etc/cni/net.d/10-pods.conf', `${JSON.stringify(config)}\n`),
  ];
}

export const MACVLAN = {
  cniVersion: '0.3.1',
  name: 'pods',
  type: 'macvlan',
  master: 'eth0.3',
  mode: 'bridge',
  ipam: { type: 'static' },
};
export const BRIDGE = {
  cniVersion: '0.3.1',
  name: 'pods',
  type: 'bridge',
  bridge: 'cni0',
  ipam: { type: 'host-local', subnet: '10.2.3.0/24' },
};
