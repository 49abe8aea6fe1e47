import { describe, expect, it } from 'vitest';
import { cni } from '../../src/facts/cni.ts';
import { networkNamespaces } from '../../src/facts/network-namespaces.ts';
import { unixSockets } from '../../src/facts/unix-sockets.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, theValue } from './reading.ts';

const HEADER =
  '/proc/1/net/route:Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const route = (pid: number, name: string, destination: string, gateway: string, mask: string): string =>
  `/proc/${pid}/net/route:${name}\t${destination}\t${gateway}\t0003\t0\t0\t0\t${mask}\t0\t0\t0\n`;
const dev = (pid: number, name: string, rxErrors = 0): string =>
  `/proc/${pid}/net/dev:  ${name}: 1270 15 ${rxErrors} 0 0 0 0 0 866 11 0 0 0 0 0 0\n`;
const NULL_ROUTE = (pid: number): string =>
  `/proc/${pid}/net/ipv6_route:${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200       lo\n`;

describe('network namespaces', () => {
  const files = {
    'commands/net/dev': dev(1, 'lo') + dev(1, 'eth0', 7) + dev(4711, 'lo') + dev(4711, 'eth0') + dev(5000, 'lo'),
    'commands/net/route':
      HEADER +
      route(1, 'eth0', '00000000', '0103F40A', '00000000') +
      route(4711, 'eth0', '0003F40A', '00000000', '00FFFFFF'),
    'commands/net/ipv6_route': NULL_ROUTE(1) + NULL_ROUTE(4711) + NULL_ROUTE(5000),
    'commands/net/sockstat': '/proc/4711/net/sockstat:TCP: inuse 5 orphan 0 tw 2 alloc 7 mem 1\n',
    'commands/net/nf_conntrack':
      '/proc/4711/net/stat/nf_conntrack:entries  insert_failed drop early_drop\n' +
      '/proc/4711/net/stat/nf_conntrack:00000010  00000002 0000000a 00000000\n' +
      '/proc/4711/net/stat/nf_conntrack:00000010  00000001 00000001 00000000\n',
    'commands/proc/ns-net': '4026531840 /proc/1/ns/net\n4026532600 /proc/4711/ns/net\n',
    'commands/proc/cgroup': `/proc/4711/cgroup:0::/docker/${CONTAINER_ID}\n`,
    'commands/proc/stat':
      '4711 (pause) S 1 1 1 0 -1 0 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0\n',
    'commands/docker/inspect.json': JSON.stringify([{ Id: CONTAINER_ID, Name: '/web', State: { Status: 'running' } }]),
  };
  const found = theValue(factsOf(files).get(networkNamespaces));

  it('have interfaces, routes and counters of their own, and a name', () => {
    expect(found).toMatchObject([
      {
        entity: 'network_namespace:4026531840',
        label: 'the node',
        is_node: true,
        interfaces: ['eth0'],
        rx_errors: 7,
        has_default_route: true,
        default_gateway: '10.244.3.1',
        default_interface: 'eth0',
      },
      {
        entity: 'network_namespace:4026532600',
        label: 'web',
        container_id: CONTAINER_ID,
        interfaces: ['eth0'],
        routes: 1,
        has_default_route: false,
        conntrack_entries: 16,
        conntrack_drops: 11,
        conntrack_insert_failed: 3,
        tcp_in_use: 5,
        tcp_time_wait: 2,
      },
      // A namespace whose network was never set up: no interface, no route; without an inode it is known by its process.
      { entity: 'network_namespace:pid-5000', label: 'pid 5000', interfaces: [], routes: 0, has_default_route: false },
    ]);
  });

  it('do not deny a default route where only one kind of routes was read', () => {
    const { 'commands/net/ipv6_route': _, ...some } = files;
    const [node, web] = theValue(factsOf(some).get(networkNamespaces));
    expect(node?.has_default_route).toBe(true);
    expect(web?.has_default_route).toBeUndefined();
  });

  it('are unknown where no table was read', () =>
    expect(factsOf({ 'commands/proc/ns-net': '1 /proc/1/ns/net\n' }).get(networkNamespaces)).toMatchObject({
      known: false,
    }));
});

describe('CNI networks', () => {
  const conflist = JSON.stringify({
    name: 'cbr0',
    plugins: [
      { type: 'macvlan', master: 'eth1', ipam: { type: 'host-local', ranges: [[{ subnet: '10.244.3.0/24' }]] } },
      { type: 'portmap' },
    ],
  });
  const addresses = [
    `/var/lib/cni/networks/cbr0/10.244.3.17:${CONTAINER_ID}`,
    `/var/lib/cni/networks/cbr0/10.244.3.18:${'0'.repeat(64)}`,
    `/var/lib/cni/networks/old/fd00::5:${'0'.repeat(64)}`,
    '/var/lib/cni/networks/cbr0/last_reserved_ip.0:10.244.3.18',
  ].join('\n');
  const files = {
    'etc/cni/net.d/10-cbr0.conflist': conflist,
    'etc/cni/net.d/20-spare.conf': '{"name":"spare","type":"bridge"}',
    'commands/cni/addresses': addresses,
    'commands/net/link': '2: eth0: <UP> mtu 1500 qdisc mq state UP mode DEFAULT \\    link/ether 52:54:00:12:34:56 \n',
    'commands/docker/inspect.json': JSON.stringify([
      { Id: CONTAINER_ID, Name: '/pause', State: { Status: 'running' } },
    ]),
  };

  it('are joined with their addresses, their owners and the interface they build on', () => {
    expect(theValue(factsOf(files).get(cni))).toMatchObject([
      {
        entity: 'cni_network:cbr0',
        configured: true,
        in_use: true,
        plugins: ['macvlan', 'portmap'],
        ipam: 'host-local',
        master: 'eth1',
        master_exists: false,
        addresses_total: 253,
        addresses_used: 2,
        addresses_leaked: 1,
      },
      { name: 'spare', in_use: false, addresses_used: 0 },
      { name: 'old', configured: false, addresses_used: 1, addresses_leaked: 1 },
    ]);
  });

  it('call no address leaked where the containers are not known', () => {
    const { 'commands/docker/inspect.json': _, ...some } = files;
    const [network] = theValue(factsOf(some).get(cni));
    expect(network).toMatchObject({ addresses_used: 2 });
    expect(network?.addresses_leaked).toBeUndefined();
  });

  it('are unknown where neither configuration nor addresses were read', () =>
    expect(factsOf({}).get(cni)).toMatchObject({ known: false, missing: [{ source: 'cni_config' }, {}] }));
});

describe('unix sockets', () => {
  it('are counted by path and state, the most first', () => {
    const facts = factsOf({
      'commands/net/unix': '412 03 /run/docker.sock\n1 01 /run/docker.sock\n500 03 -\n3 02 /run/x\n',
    });
    expect(theValue(facts.get(unixSockets))).toMatchObject([
      { path: '', total: 500, is_runtime: false },
      { entity: 'unix_socket:/run/docker.sock', connected: 412, unconnected: 1, total: 413, is_runtime: true },
      { path: '/run/x', connecting: 3 },
    ]);
    expect(factsOf({}).get(unixSockets)).toMatchObject({ known: false });
  });
});
