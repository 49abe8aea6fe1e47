import { describe, expect, it } from 'vitest';
import { cniAddresses } from '../../src/parsers/cni-addresses.ts';
import { cniConfig } from '../../src/parsers/cni-config.ts';
import { links } from '../../src/parsers/links.ts';
import { netnsConntrack } from '../../src/parsers/netns-conntrack.ts';
import { netnsDev } from '../../src/parsers/netns-dev.ts';
import { netnsIpv6Route } from '../../src/parsers/netns-ipv6-route.ts';
import { netnsNetstat } from '../../src/parsers/netns-netstat.ts';
import { netnsRoute } from '../../src/parsers/netns-route.ts';
import { netnsSnmp } from '../../src/parsers/netns-snmp.ts';
import { netnsSockstat } from '../../src/parsers/netns-sockstat.ts';
import { parse } from './parse.ts';

const grep = (table: string, ...lines: string[]): string => lines.map((l) => `/proc/4711/net/${table}:${l}\n`).join('');

describe('tables of network namespaces', () => {
  it('have interfaces with names up to the colon, even where a number follows at once', () => {
    const text = grep(
      'dev',
      'Inter-|   Receive  |  Transmit',
      ' face |bytes    packets errs',
      '    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
      'eth0.100:123456789 15    2    3    0     0          0         0      866      11    4    5    0     0       0          0',
    );
    expect(parse(netnsDev, text).document?.interfaces[1]).toEqual({
      pid: 4711,
      name: 'eth0.100',
      rxBytes: 123456789,
      rxPackets: 15,
      rxErrors: 2,
      rxDropped: 3,
      txBytes: 866,
      txPackets: 11,
      txErrors: 4,
      txDropped: 5,
      line: 4,
    });
  });

  it('have IPv4 routes with the bytes of addresses turned, as the kernel pads them', () => {
    const text = grep(
      'route',
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       ',
      'eth0\t00000000\t0103F40A\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                               ',
      'eth0\t0003F40A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0                                                                               ',
    );
    expect(parse(netnsRoute, text).document?.routes).toEqual([
      {
        pid: 4711,
        interface: 'eth0',
        destination: '0.0.0.0',
        prefixLength: 0,
        gateway: '10.244.3.1',
        metric: 100,
        up: true,
        line: 2,
      },
      {
        pid: 4711,
        interface: 'eth0',
        destination: '10.244.3.0',
        prefixLength: 24,
        gateway: undefined,
        metric: 0,
        up: true,
        line: 3,
      },
    ]);
  });

  it('tell the null route of IPv6 from a default route', () => {
    const zero = '0'.repeat(32);
    const text = grep(
      'ipv6_route',
      `${zero} 00 ${zero} 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0`,
      `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200       lo`,
    );
    expect(parse(netnsIpv6Route, text).document?.routes).toMatchObject([
      {
        interface: 'eth0',
        prefixLength: 0,
        gateway: 'fe80:0000:0000:0000:0000:0000:0000:0001',
        metric: 1024,
        reject: false,
      },
      { interface: 'lo', gateway: undefined, reject: true },
    ]);
  });

  it('pair names with values in snmp and netstat, whatever order the kernel has', () => {
    const snmp = grep('snmp', 'Tcp: RtoMin MaxConn RetransSegs', 'Tcp: 200 -1 42', 'Udp: RcvbufErrors', 'Udp: 7');
    expect(parse(netnsSnmp, snmp).document?.namespaces[0]?.counters).toEqual({
      'Tcp.RtoMin': 200,
      'Tcp.MaxConn': -1,
      'Tcp.RetransSegs': 42,
      'Udp.RcvbufErrors': 7,
    });
    const netstat = grep('netstat', 'TcpExt: ListenOverflows', 'TcpExt: 12', 'IpExt: InNoRoutes InMcast', 'IpExt: 5');
    expect(parse(netnsNetstat, netstat).document?.namespaces[0]?.counters).toEqual({
      'TcpExt.ListenOverflows': 12,
      'IpExt.InNoRoutes': 5,
    });
  });

  it('keep namespaces apart and count sockets', () => {
    const text = `${grep('sockstat', 'sockets: used 290', 'TCP: inuse 5 orphan 0 tw 2 alloc 7 mem 1')}/proc/9/net/sockstat:TCP: inuse 1\n`;
    expect(parse(netnsSockstat, text).document?.namespaces).toEqual([
      {
        pid: 4711,
        counters: { 'sockets.used': 290, 'TCP.inuse': 5, 'TCP.orphan': 0, 'TCP.tw': 2, 'TCP.alloc': 7, 'TCP.mem': 1 },
        line: 1,
      },
      { pid: 9, counters: { 'TCP.inuse': 1 }, line: 3 },
    ]);
  });

  it('add what each CPU counted of connections, but not their number', () => {
    const text = grep(
      'stat/nf_conntrack',
      'entries  clashres found drop',
      '0000000a  00000001 00000000 0000000f',
      '0000000a  00000000 00000000 00000001',
    );
    expect(parse(netnsConntrack, text).document?.namespaces[0]?.counters).toEqual({
      entries: 10,
      clashres: 1,
      found: 0,
      drop: 16,
    });
  });
});

describe('links', () => {
  it('have a peer, a master and a kind', () => {
    const text = [
      '7: veth1a2b@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master cni0 state UP mode DEFAULT group default \\    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 1 \\    veth \\    bridge_slave state forwarding',
      '8: eth0.100@eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT \\    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff promiscuity 0 \\    vlan protocol 802.1Q id 100 <REORDER_HDR> ',
    ].join('\n');
    expect(parse(links, text).document?.links).toMatchObject([
      {
        index: 7,
        name: 'veth1a2b',
        peer: 'if6',
        master: 'cni0',
        kind: 'veth',
        state: 'UP',
        mtu: 1450,
        address: '02:42:ac:11:00:02',
      },
      { index: 8, name: 'eth0.100', peer: 'eth0', kind: 'vlan', state: 'DOWN', master: undefined },
    ]);
  });
});

describe('CNI', () => {
  it('configurations are lists or single plugins; other JSON is none', () => {
    const single =
      '{"name":"net","type":"macvlan","master":"eth1","mtu":9000,"ipam":{"type":"host-local","subnet":"10.1.0.0/16"}}';
    expect(parse(cniConfig, single).document).toMatchObject({
      name: 'net',
      plugins: [{ type: 'macvlan', master: 'eth1', mtu: 9000, ipam: 'host-local', subnets: ['10.1.0.0/16'] }],
    });
    expect(parse(cniConfig, '{"plugins":[7,{"x":1}]}').document?.plugins).toEqual([]);
    for (const text of ['[]', '"x"', '{', 'null'])
      expect(parse(cniConfig, text)).toMatchObject({ document: undefined, problems: [{}] });
  });

  it('addresses of IPv6 have colons, and files that are no addresses are left out', () => {
    const text =
      '/var/lib/cni/networks/cbr0/fd00::5:abcdef012345\r\n/var/lib/cni/networks/cbr0/last_reserved_ip.0:10.0.0.9\n/var/lib/cni/networks/cbr0/lock:\n';
    expect(parse(cniAddresses, text)).toEqual({
      document: { addresses: [{ network: 'cbr0', address: 'fd00::5', containerId: 'abcdef012345', line: 1 }] },
      problems: [],
    });
  });
});
