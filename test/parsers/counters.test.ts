import { describe, expect, it } from 'vitest';
import { buddyinfo } from '../../src/parsers/buddyinfo.ts';
import { diskstats } from '../../src/parsers/diskstats.ts';
import { fdCounts } from '../../src/parsers/fd-counts.ts';
import { interrupts } from '../../src/parsers/interrupts.ts';
import { mountCounts } from '../../src/parsers/mount-counts.ts';
import { netDev } from '../../src/parsers/net-dev.ts';
import { netNetstat } from '../../src/parsers/net-netstat.ts';
import { netSnmp } from '../../src/parsers/net-snmp.ts';
import { nfConntrack } from '../../src/parsers/nf-conntrack.ts';
import { sockstat } from '../../src/parsers/sockstat.ts';
import { sockstat6 } from '../../src/parsers/sockstat6.ts';
import { softirqs } from '../../src/parsers/softirqs.ts';
import { softnetStat } from '../../src/parsers/softnet-stat.ts';
import { parse } from './parse.ts';

describe('diskstats', () => {
  it('reads the columns of Linux 3.10 and of 5.5, in bytes and seconds', () => {
    const { document, problems } = parse(
      diskstats,
      '   8       0 sda 1000 20 16000 500 300 40 2048 9000 2 7000 9500\n' +
        ' 259       1 nvme0n1p1 12 0 96 3 0 0 0 0 0 4 3 0 0 0 0 0 0\n',
    );
    expect(problems).toEqual([]);
    expect(document?.devices[0]).toEqual({
      major: 8,
      minor: 0,
      name: 'sda',
      reads: 1000,
      readBytes: 8_192_000,
      readSeconds: 0.5,
      writes: 300,
      writtenBytes: 1_048_576,
      writeSeconds: 9,
      inFlight: 2,
      busySeconds: 7,
      queueSeconds: 9.5,
      line: 1,
    });
    expect(document?.devices[1]).toMatchObject({ name: 'nvme0n1p1', reads: 12, readBytes: 49_152 });
  });

  it('drops a cut last line and says so', () => {
    const { document, problems } = parse(diskstats, ' 8 0 sda 1 0 8 0 0 0 0 0 0 0 0\n 8 1 sda1 1 0 8');
    expect(document?.devices.map((d) => d.name)).toEqual(['sda']);
    expect(problems).toMatchObject([{ line: 2 }]);
  });
});

describe('net_dev', () => {
  it('reads interfaces whose numbers touch the colon', () => {
    const { document, problems } = parse(
      netDev,
      'Inter-|   Receive   |  Transmit\n face |bytes    packets errs\n' +
        'eth0:184467440 12 1 2 0 0 0 0 99 7 3 4 0 0 0 0\ncali12ab.1: 5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n',
    );
    expect(problems).toEqual([]);
    expect(document?.interfaces).toMatchObject([
      {
        name: 'eth0',
        rxBytes: 184_467_440,
        rxErrors: 1,
        rxDropped: 2,
        txBytes: 99,
        txErrors: 3,
        txDropped: 4,
        line: 3,
      },
      { name: 'cali12ab.1', rxPackets: 1 },
    ]);
  });
});

describe('counters by name', () => {
  it('are read from pairs of lines, negative values too', () => {
    expect(
      parse(netSnmp, 'Tcp: RtoMin MaxConn RetransSegs\nTcp: 200 -1 310\nUdp: RcvbufErrors\nUdp: 4\n').document,
    ).toEqual({
      counters: { 'Tcp.RtoMin': 200, 'Tcp.MaxConn': -1, 'Tcp.RetransSegs': 310, 'Udp.RcvbufErrors': 4 },
    });
    expect(parse(netNetstat, 'TcpExt: ListenOverflows ListenDrops\nTcpExt: 3 12\nIpExt: InOctets\n').document).toEqual({
      counters: { 'TcpExt.ListenOverflows': 3, 'TcpExt.ListenDrops': 12 },
    });
  });

  it('are summed over the CPUs, but for the size of the table', () => {
    const text =
      'entries  searched found insert_failed drop early_drop\n0000000a 0 0 00000001 00000010 0\n0000000a 0 0 1 10 0\n';
    expect(parse(nfConntrack, text).document?.counters).toMatchObject({ entries: 10, insert_failed: 2, drop: 32 });
  });

  it('are read from pairs in one line', () => {
    const { document } = parse(sockstat, 'sockets: used 2310\nTCP: inuse 812 orphan 3 tw 1204 alloc 977 mem 310\n');
    expect(document?.counters).toEqual({
      'sockets.used': 2310,
      'TCP.inuse': 812,
      'TCP.orphan': 3,
      'TCP.tw': 1204,
      'TCP.alloc': 977,
      'TCP.mem': 310,
    });
    expect(parse(sockstat6, 'TCP6: inuse 41\n').document?.counters).toEqual({ 'TCP6.inuse': 41 });
  });

  it.each([netSnmp, netNetstat, nfConntrack, sockstat, sockstat6])('are not found in other text: $source', (parser) => {
    const { document, problems } = parse(parser, 'hello world\n');
    expect(document).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});

describe('softnet_stat', () => {
  it('reads hexadecimal columns of Linux 2.6 to 6', () => {
    const { document, problems } = parse(
      softnetStat,
      '0000ffff 00000005 00000012 00000000 00000000 00000000 00000000 00000000 00000000\n' +
        `00000010 00000000 00000000${' 00000000'.repeat(12)}\n`,
    );
    expect(problems).toEqual([]);
    expect(document?.cpus).toEqual([
      { processed: 65_535, dropped: 5, squeezed: 18, line: 1 },
      { processed: 16, dropped: 0, squeezed: 0, line: 2 },
    ]);
  });
});

describe('tables with a column per CPU', () => {
  it('are summed and name the busiest column', () => {
    const { document, problems } = parse(
      interrupts,
      '            CPU0       CPU1       \n 24:         12      81234  PCI-MSI 49152-edge      virtio0-req.0\nNMI:          1          2   Non-maskable interrupts\nERR:          7\n',
    );
    expect(problems).toEqual([]);
    expect(document?.rows).toEqual([
      {
        name: '24',
        total: 81_246,
        busiestColumn: 1,
        busiestTotal: 81_234,
        description: 'PCI-MSI 49152-edge virtio0-req.0',
        line: 2,
      },
      { name: 'NMI', total: 3, busiestColumn: 1, busiestTotal: 2, description: 'Non-maskable interrupts', line: 3 },
      { name: 'ERR', total: 7, busiestColumn: 0, busiestTotal: 7, description: '', line: 4 },
    ]);
    const soft = parse(
      softirqs,
      '                    CPU0       CPU1       \n      NET_RX:          5          9\n',
    ).document;
    expect(soft?.rows).toMatchObject([{ name: 'NET_RX', total: 14 }]);
  });

  it('read a row of 4,096 CPUs', () => {
    const { document } = parse(interrupts, `   CPU0\n 1:${' 3'.repeat(4096)}  IO-APIC  timer\n`);
    expect(document?.rows[0]).toMatchObject({ total: 12_288, description: 'IO-APIC timer' });
  });
});

describe('buddyinfo', () => {
  it('reads the free blocks of each zone', () => {
    expect(parse(buddyinfo, 'Node 1, zone   Normal   12      0      3 \n').document?.zones).toEqual([
      { node: 1, zone: 'Normal', freeBlocks: [12, 0, 3], line: 1 },
    ]);
  });
});

describe('counts by process', () => {
  it('are read with their pid', () => {
    const mounts = parse(mountCounts, '/proc/1/mountinfo:31\n/proc/4711/mountinfo:60793\n/proc/9/mountinfo:\n');
    expect(mounts.document?.processes).toEqual([
      { pid: 1, mounts: 31, line: 1 },
      { pid: 4711, mounts: 60_793, line: 2 },
    ]);
    expect(mounts.problems).toMatchObject([{ line: 3 }]);
    expect(parse(fdCounts, '812 /proc/4711/fd\n').document?.processes).toEqual([
      { pid: 4711, openFiles: 812, line: 1 },
    ]);
  });
});
