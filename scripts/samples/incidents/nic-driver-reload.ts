import { type AddedStep, step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addFilesystem, type Node } from '../node.ts';
import { addApplications, addNodeAgents, type Pod } from '../pods.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { centos7Node, cgroupCounts } from './centos7-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2019-05-23T07:05:00Z');
const UPTIME = 12_441_600;
const BOOTED = COLLECTED - UPTIME;
const RELOADED = COLLECTED - 1320;

/**
 * i40e is upgraded on a running node: eth0 is back after seconds, its vlan 3 is not, and the macvlan interfaces of the
 * pods that were built on eth0.3 are gone from their namespaces.
 */
export const nicDriverReload: Incident = {
  name: 'nic-driver-reload',
  build(variant: Variant = {}) {
    const node = centos7Node(
      {
        seed: 'nic-driver-reload',
        hostname: 'node-f8.example.com',
        clock: { collectedAt: COLLECTED, uptime: UPTIME, utcOffset: 28_800 },
      },
      variant,
    );
    addFilesystem(node, {
      source: '/dev/sdb1',
      type: 'ext4',
      point: '/data',
      device: '8:17',
      kib: 206_292_968,
      used: 180_122_004,
      available: 15_668_852,
      inodes: 13_107_200,
      inodesUsed: 221_904,
    });
    const agents = addNodeAgents(node);
    const pods = addApplications(node, 14, {});
    addTraffic(node, { from: COLLECTED - 3 * 3600, to: COLLECTED, pods: [...agents, ...pods], every: 45 });
    addDriverMessages(node);
    addKubeletMessages(node, pods);
    addOtherTrouble(node, pods);
    return withSteps(bundleOf(node), [
      step('cgroups_again', 4, 'cgroups', 'proc/cgroups', cgroupCounts(1112, 221)),
      ...networkSteps(node, agents, pods),
    ]);
  },
};

const SLOT = '0000:3b:00.0';

function addDriverMessages({ journal }: Node): void {
  const first: readonly (readonly [number, string])[] = [
    [2.911_204, 'i40e: Intel(R) Ethernet Connection XL710 Network Driver - version 2.3.2-k'],
    [2.911_206, 'i40e: Copyright (c) 2013 - 2014 Intel Corporation.'],
    [3.104_118, `i40e ${SLOT}: fw 6.0.48442 api 1.7 nvm 6.01 0x80003484 1.1747.0`],
    [3.410_552, `i40e ${SLOT} eth0: NIC Link is Up, 10 Gbps Full Duplex, Flow Control: None`],
    [3.501_004, 'ixgbe: Intel(R) 10 Gigabit PCI Express Network Driver - version 5.1.0-k-rh7.6'],
  ];
  for (const [boot, text] of first) journal.kernelAt(boot, text);
  const again: readonly (readonly [number, string])[] = [
    [0, `i40e ${SLOT}: i40e_ptp_stop: removed PHC on eth0`],
    [1.2, 'i40e: loading out-of-tree module taints kernel.'],
    [1.4, 'i40e: Intel(R) 40-10 Gigabit Ethernet Connection Network Driver - version 2.7.29'],
    [1.401, 'i40e: Copyright(c) 2013 - 2018 Intel Corporation.'],
    [1.9, `i40e ${SLOT}: fw 6.0.48442 api 1.7 nvm 6.01 0x80003484 1.1747.0`],
    [2.3, `i40e ${SLOT} eth0: NIC Link is Up, 10 Gbps Full Duplex, Flow Control: None`],
    [2.31, '8021q: adding VLAN 0 to HW filter on device eth0'],
    [3.9, 'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready'],
  ];
  for (const [after, text] of again) journal.kernel(RELOADED + after, text);
}

/** The kubelet asks each sandbox for its address, finds no eth0, and makes the sandboxes of the first pods again. */
function addKubeletMessages({ journal, random }: Node, pods: readonly Pod[]): void {
  for (const [i, pod] of pods.entries()) {
    const time = RELOADED + 4 + i * 1.7;
    journal.kubelet(
      time,
      'W',
      'docker_sandbox.go:384',
      `failed to read pod IP from plugin/docker: NetworkPlugin cni failed on the status hook for pod "${pod.name}_${pod.namespace}": Unexpected command output Device "eth0" does not exist.`,
    );
  }
  for (let time = RELOADED + 60; time < COLLECTED - 10; time += random.int(20, 40)) {
    const name = `report-${random.suffix(5)}`;
    journal.kubelet(
      time,
      'E',
      'remote_runtime.go:92',
      `RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to set up sandbox container "${random.hex(64)}" network for pod "${name}": NetworkPlugin cni failed to set up pod "${name}_batch" network: failed to lookup master "eth0.3": Link not found`,
    );
  }
}

/** Tables of each network namespace: lo is all that is left to the pods, the agents use the network of the node. */
function networkSteps(node: Node, agents: readonly Pod[], pods: readonly Pod[]): AddedStep[] {
  const counters = ' 81203311 401220 0 0 0 0 0 0 71204410 388112 0 0 0 0 0 0';
  const row = (pid: number, name: string): string => `/proc/${pid}/net/dev:${name.padStart(6)}:${counters}\n`;
  const nodePids = new Set(agents.flatMap((a) => a.containers.map((c) => c.pid)));
  const inodes = new Map<number, number>();
  for (const [i, pod] of pods.entries()) for (const c of pod.containers) inodes.set(c.pid, 4_026_533_000 + i * 61);
  const dev = [
    ...['lo', 'eth0', 'eth1', 'docker0'].map((name) => row(1, name)),
    ...pods.map((pod) => row(pod.containers[0]?.pid ?? 0, 'lo')),
  ];
  const netns = [...node.processes]
    .filter((p) => !p.kernelThread && p.pid > 0)
    .sort((a, b) => a.pid - b.pid)
    .map(
      (p) => `${nodePids.has(p.pid) ? 4_026_531_956 : (inodes.get(p.pid) ?? 4_026_531_956)} /proc/${p.pid}/ns/net\n`,
    );
  const link = (index: number, name: string, state: string, mac: string): string =>
    `${index}: ${name}: <BROADCAST,MULTICAST,UP${state === 'UP' ? ',LOWER_UP' : ''}> mtu 1500 qdisc mq state ${state} mode DEFAULT group default qlen 1000\\    link/ether ${mac} brd ff:ff:ff:ff:ff:ff promiscuity 0 addrgenmode eui64 numtxqueues 128 \n`;
  const config = {
    cniVersion: '0.3.1',
    name: 'pods',
    type: 'macvlan',
    master: 'eth0.3',
    mode: 'bridge',
    ipam: { type: 'static' },
  };
  return [
    step('ns_net', 2, 'ns_net', 'commands/proc/ns-net', netns.join('')),
    step('netns_dev', 4, 'netns_dev', 'commands/net/dev', dev.join('')),
    step(
      'links',
      4,
      'links',
      'commands/net/link',
      link(3, 'eth1', 'UP', '52:54:00:a1:00:03') +
        link(31, 'eth0', 'UP', '52:54:00:a1:00:02') +
        link(5, 'docker0', 'DOWN', '02:42:ac:11:00:01'),
    ),
    step('cni_config', 4, 'cni_config', 'etc/cni/net.d/10-macvlan.conf', `${JSON.stringify(config)}\n`),
  ];
}

/** A flap of the other card, corrected errors of its slot, a slow free of a namespace, an old error of ext4. */
function addOtherTrouble(node: Node, pods: readonly Pod[]): void {
  const { journal, random } = node;
  const pod = pods[3];
  journal.kernel(COLLECTED - 15_000, 'ixgbe 0000:af:00.0 eth1: NIC Link is Down');
  journal.kernel(COLLECTED - 14_996, 'ixgbe 0000:af:00.0 eth1: NIC Link is Up 10 Gbps, Flow Control: RX/TX');
  journal.kernel(COLLECTED - 15_060, 'pcieport 0000:ae:00.0: AER: Corrected error received: id=ae00');
  journal.kernel(COLLECTED - 9100, 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
  journal.docker(
    COLLECTED - 4 * 86_400,
    'error',
    `Handler for POST /v1.38/images/load returned error: write /data/import/${random.hex(12)}.tar: no space left on device`,
  );
  for (const age of [9210, 9200, 7110])
    journal.kubelet(
      COLLECTED - age,
      'I',
      'prober.go:111',
      `Readiness probe for "${pod?.name}_${pod?.namespace}(${pod?.uid}):app" failed (failure): Get http://10.130.12.7:8080/healthz: net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
    );
  journal.kernelAt(BOOTED > 0 ? 41.2 : 0, 'bonding: bond0 is being created...');
  addOldExt4Reminder(node, 'sdb1', COLLECTED - 12_000, 1_504_973_511);
}
