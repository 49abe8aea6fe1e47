import { step, withSteps } from '../../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../../scripts/samples/bundle.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ago, NOW, smallNode } from '../nodes.ts';

const leg = (index: number, name: string): string =>
  `${index}: ${name}: <NO-CARRIER,BROADCAST,MULTICAST,SLAVE,UP> mtu 1500 qdisc mq master bond0 state DOWN mode DEFAULT group default qlen 1000\\    link/ether 52:54:00:a1:00:0${index} brd ff:ff:ff:ff:ff:ff promiscuity 0 \\    bond_slave state BACKUP\n`;

/**
 * Both cards of the bond that carries the default route have lost their link, and the lease of the node times out. A card that
 * is not in use stopped sending hours ago, and one API server refused for a moment while it was replaced.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ seed: 'bond' });
  const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-d1?timeout=10s';
  const fail = (time: number, server: string, why: string): void =>
    node.journal.kubelet(
      time,
      'E',
      'controller.go:187',
      `failed to update lease, error: Put "https://${server}${lease}": ${why}`,
    );
  fail(ago(6000), '192.0.2.11:6443', 'dial tcp 192.0.2.11:6443: connect: connection refused');
  for (let time = ago(600); time < NOW; time += 10)
    fail(time, '192.0.2.10:6443', 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)');
  node.journal.kernel(ago(5000), 'NETDEV WATCHDOG: eth5 (igb): transmit queue 0 timed out');
  for (const [age, card] of [
    [615, 'eth1'],
    [610, 'eth0'],
  ] as const)
    node.journal.kernel(ago(age), `bond0: (slave ${card}): link status definitely down, disabling slave`);
  node.journal.kernel(ago(610), 'bond0: now running without any active interface!');
  const bond =
    '4: bond0: <NO-CARRIER,BROADCAST,MULTICAST,MASTER,UP> mtu 1500 qdisc noqueue state DOWN mode DEFAULT group default qlen 1000\\    link/ether 52:54:00:a1:00:02 brd ff:ff:ff:ff:ff:ff promiscuity 0 \\    bond mode active-backup\n';
  const route = '/proc/1/net/route:bond0\t00000000\t010AA8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n';
  return withSteps(bundleOf(node), [
    step('links', 4, 'links', 'commands/net/link', leg(2, 'eth0') + leg(3, 'eth1') + bond),
    step('netns_route', 4, 'netns_route', 'commands/net/route', route),
  ]);
}
