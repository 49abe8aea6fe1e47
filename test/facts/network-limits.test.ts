import { describe, expect, it } from 'vitest';
import { apiServers } from '../../src/facts/api-servers.ts';
import { bonds } from '../../src/facts/bonds.ts';
import { conntrackTables } from '../../src/facts/conntrack-tables.ts';
import { heldInterfaces } from '../../src/facts/held-interfaces.ts';
import { neighbourTables } from '../../src/facts/neighbour-tables.ts';
import { netlinkSockets } from '../../src/facts/netlink-sockets.ts';
import { networkLosses } from '../../src/facts/network-losses.ts';
import { nicLinks } from '../../src/facts/nic-links.ts';
import { overlayLinks } from '../../src/facts/overlay-links.ts';
import { tcpMemory } from '../../src/facts/tcp-memory.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const UPTIME = { 'proc/uptime': '86400.00 86400.00\n' };
const SYS = 'proc/sys/net/';

describe('connection tracking', () => {
  it('is that of the node and of each namespace, against one limit', () => {
    const files = {
      [`${SYS}netfilter/nf_conntrack_count`]: '50\n',
      [`${SYS}netfilter/nf_conntrack_max`]: '200\n',
      'commands/net/nf_conntrack':
        '/proc/4711/net/stat/nf_conntrack:entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop\n' +
        '/proc/4711/net/stat/nf_conntrack:00000064  00000000 00000000 00000000 00000002 00000004 00000000 00000000 00000000 00000003 00000011 00000000\n',
      'commands/net/dev': '/proc/4711/net/dev:  eth0: 1270 15 0 0 0 0 0 0 866 11 0 0 0 0 0 0\n',
    };
    const tables = theValue(factsOf(files).get(conntrackTables));
    expect(tables.map(({ is_node, used, used_ratio, drops }) => ({ is_node, used, used_ratio, drops }))).toEqual([
      { is_node: true, used: 50, used_ratio: 0.25, drops: undefined },
      { is_node: false, used: 100, used_ratio: 0.5, drops: 17 },
    ]);
    expect(tables[0]?.use).toBe('50 of 200 connections');
  });

  it('of a node whose limit is not known has no ratio, and says so', () => {
    const [node] = theValue(factsOf({ [`${SYS}netfilter/nf_conntrack_count`]: '50\n' }).get(conntrackTables));
    expect(node?.used_ratio).toBeUndefined();
    expect(theValue(factsOf(UPTIME).get(conntrackTables))[0]?.use).toBe('how many connections is not known');
  });
});

describe('tables of neighbours', () => {
  const dmesg = (...lines: string[]) => ({
    'commands/kernel/dmesg': `[    0.000000] Linux version 5.4.0\n${lines.join('\n')}\n`,
  });

  it('tell which of the two was full', () => {
    const files = dmesg(
      '[ 9000.000000] neighbour: ndisc_cache: neighbor table overflow!',
      '[ 9001.000000] ipv4: Neighbour table overflow.',
      '[ 9002.000000] Neighbour table overflow.',
    );
    expect(theValue(factsOf(files).get(neighbourTables)).map((t) => [t.family, t.complaints])).toEqual([
      ['ipv4', 2],
      ['ipv6', 1],
    ]);
  });

  it('were not full when the whole kernel log is silent, and nobody knows when it was cut', () => {
    expect(theValue(factsOf(dmesg()).get(neighbourTables))[0]?.complaints).toBe(0);
    const cut = { 'commands/kernel/dmesg': '[ 9000.000000] eth0: renamed from veth1\n' };
    expect(theValue(factsOf(cut).get(neighbourTables))[0]?.complaints).toBeUndefined();
  });
});

it('memory of TCP is measured against the third value of tcp_mem, orphans against theirs', () => {
  const files = {
    'proc/net/sockstat': 'sockets: used 908\nTCP: inuse 22 orphan 41 tw 2 alloc 58 mem 500\nUDP: inuse 18 mem 7\n',
    [`${SYS}ipv4/tcp_mem`]: '100\t200\t400\n',
    [`${SYS}ipv4/tcp_max_orphans`]: '82\n',
    'proc/net/netstat': 'TcpExt: SyncookiesSent TCPAbortOnMemory\nTcpExt: 0 12\n',
  };
  expect(theValue(factsOf(files).get(tcpMemory))).toMatchObject({
    pages: 500,
    pressure: 200,
    used_ratio: 1.25,
    orphan_ratio: 0.5,
    aborted: 12,
    use: '500 of 400 memory pages',
  });
  expect(factsOf(UPTIME).get(tcpMemory)).toMatchObject({ known: false });
});

it('losses of the node are those at its own path, not those a link leads to', () => {
  const table = (drops: number): string => `TcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 ${drops}\n`;
  const files = {
    'proc/net/netstat': table(9),
    'proc/net/softnet_stat': `${'00000010 00000002 00000001'}${' 00000000'.repeat(7)}\n`,
  };
  expect(theValue(factsOf(files).get(networkLosses))).toMatchObject({
    reverse_path: 9,
    backlog_drops: 2,
    processed: 16,
  });
  expect(factsOf(UPTIME).get(networkLosses)).toMatchObject({ known: false });
});

it('netlink sockets with drops name their process', () => {
  const head = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';
  const row = (pid: number, drops: number): string => `0000000000000000 0   ${pid} 00000111 0 0 0 2 ${drops} 18810\n`;
  const files = {
    'proc/net/netlink': head + row(4711, 2) + row(4712, 0) + row(9, 5),
    'commands/proc/stat': `4711 (agent) S 1 1 1 0 -1 4194560 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816${' 0'.repeat(28)}\n`,
  };
  expect(theValue(factsOf(files).get(netlinkSockets)).map((s) => s.label)).toEqual([
    'netlink socket of port 9 for routes and links',
    'netlink socket of agent (pid 4711) for routes and links',
  ]);
});

describe('cards and bonds', () => {
  const down = (time: string, card = 'eth0'): string => `[${time}] i40e 0000:3b:00.0 ${card}: NIC Link is Down\n`;

  it('have their trouble counted from five minutes after boot on', () => {
    const files = {
      ...UPTIME,
      'commands/kernel/dmesg': down('   12.000000', 'eth1') + down('80000.000000') + down('80600.000000'),
    };
    const [card] = theValue(factsOf(files).get(nicLinks));
    expect(card).toMatchObject({ device: 'eth0', downs: 2, hangs: 0, firmware_faults: 0, reloaded: false });
    expect(card?.within).toBeCloseTo(600, 0);
    expect(card?.carrier).toBeUndefined();
    expect(card?.seen?.first).toBeCloseTo(NOW - 6400, 0);
  });

  it('lose legs that are switched on and have no link', () => {
    const link = (index: number, name: string, flags: string): string =>
      `${index}: ${name}: <BROADCAST,SLAVE,${flags}> mtu 1500 qdisc mq master bond0 state UP mode DEFAULT\\    link/ether 52:54:00:12:34:56\n`;
    const files = {
      'commands/net/link': `${link(2, 'eth0', 'UP,LOWER_UP')}${link(3, 'eth1', 'UP')}${link(4, 'eth2', 'MULTICAST')}5: bond0: <MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT\\    link/ether 52:54:00:12:34:56 promiscuity 0 \\    bond mode active-backup\n`,
    };
    expect(theValue(factsOf(files).get(bonds))).toMatchObject([
      { name: 'bond0', legs: ['eth0', 'eth1', 'eth2'], dead: ['eth1'], alive: 1 },
    ]);
  });
});

it('tunnels are held against the uplink, but not those whose size is set elsewhere', () => {
  const link = (name: string, mtu: number): string =>
    `2: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${mtu} qdisc mq state UP mode DEFAULT\\    link/ether 52:54:00:12:34:56\n`;
  const files = {
    'commands/net/link':
      link('eth0', 1400) + link('flannel.1', 1400) + link('vxlan.calico', 1350) + link('cilium_vxlan', 1400),
    'commands/net/route': '/proc/1/net/route:eth0\t00000000\t010AA8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
  };
  expect(theValue(factsOf(files).get(overlayLinks)).map((t) => [t.name, t.excess])).toEqual([
    ['flannel.1', 50],
    ['vxlan.calico', 0],
  ]);
});

it('interfaces that are held know the tasks that wait to make or remove a namespace', () => {
  const held = (time: string, device: string): string =>
    `[${time}] unregister_netdevice: waiting for ${device} to become free. Usage count = 1\n`;
  const files = {
    ...UPTIME,
    'commands/kernel/dmesg': held('80000.000000', 'lo') + held('80010.000000', 'lo') + held('80020.000000', 'veth1'),
    'commands/proc/stat': `4711 (dockerd) D 1 1 1 0 -1 4194560 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816${' 0'.repeat(28)}\n`,
    'commands/proc/task-stack': '/proc/4711/task/4711/stack:[<0>] copy_net_ns+0x1/0x2\n',
  };
  const found = theValue(factsOf(files).get(heldInterfaces));
  expect(found.map((h) => [h.device, h.count, h.waiting])).toEqual([
    ['lo', 2, 1],
    ['veth1', 1, 1],
  ]);
  expect(found[0]?.lasts).toBeCloseTo(10, 0);
  expect(factsOf(UPTIME).get(heldInterfaces)).toMatchObject({ known: false });
});

it('API servers are told apart, and so is how they were not reached', () => {
  const line = (second: number, server: string, why: string): string =>
    `E0115 11:50:0${second}.000000    1288 controller.go:187] failed to update lease, error: Put "https://${server}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s": ${why}\n`;
  const files = {
    'journal/kubelet.log':
      line(1, '192.0.2.10:6443', 'dial tcp 192.0.2.10:6443: connect: connection refused') +
      line(2, '192.0.2.10:6443', 'dial tcp 192.0.2.10:6443: i/o timeout') +
      line(3, '192.0.2.11:6443', 'write tcp 192.0.2.9:51022->192.0.2.11:6443: use of closed network connection'),
  };
  expect(theValue(factsOf(files).get(apiServers))).toMatchObject([
    { label: '192.0.2.10:6443', count: 2, refused: 1, timeouts: 1, stale: 0 },
    { label: '192.0.2.11:6443', count: 1, refused: 0, timeouts: 0, stale: 1 },
  ]);
});
