import { describe, expect, it } from 'vitest';
import { neighbourStats } from '../../src/parsers/neighbour-stats.ts';
import { netlink } from '../../src/parsers/netlink.ts';
import { parse } from './parse.ts';

const HEADER =
  'entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards';

describe('the table of neighbours', () => {
  it('has the entries once and sums what each CPU counts', () => {
    const text = [
      `${HEADER} table_fulls`,
      '000003b6 00000005 00000000 00000001 0000004b 00000042 00000000 00000000 00000000 00000039 00000010 00000000 00000002',
      '000003b6 00000021 0000000f 00000001 0000005b 0000001c 00000000 00000000 00000000 0000002b 00000001 00000000 00000003',
    ].join('\n');
    const { document, problems } = parse(neighbourStats, text);
    expect(document?.counters).toMatchObject({ entries: 950, allocs: 38, forced_gc_runs: 17, table_fulls: 5 });
    expect(problems).toEqual([]);
  });

  it('of a kernel before 4.3 does not count what it refused', () => {
    const text = `${HEADER}\n00000017 00000005 00000000 00000001 0000004b 00000042 00000000 00000000 00000000 00000039 00000000 00000000\n`;
    expect(parse(neighbourStats, text).document?.counters).not.toHaveProperty('table_fulls');
  });

  it('is not made of other text', () => {
    expect(parse(neighbourStats, 'cat: /proc/net/stat/arp_cache: Permission denied\n')).toMatchObject({
      document: undefined,
      problems: [{ line: 1 }],
    });
  });
});

describe('netlink sockets', () => {
  const head = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';

  it('have the port of their process, also where the kernel hides addresses or the port is negative', () => {
    const text = [
      'ffff8d72b6f1b000 0   588        00000111 0        0        0     2        0        18810   ',
      '0000000000000000 15  4294961279 00000002 0        0        0     2        7        30222',
      '0000000000000000 0   -4117      00000000 0        0        0     2        1        30223',
    ].join('\n');
    expect(parse(netlink, head + text).document?.sockets).toEqual([
      { protocol: 0, port: 588, drops: 0, inode: 18810, line: 2 },
      { protocol: 15, port: 4294961279, drops: 7, inode: 30222, line: 3 },
      { protocol: 0, port: -4117, drops: 1, inode: 30223, line: 4 },
    ]);
  });

  it('keep the other rows beside a bad one', () => {
    const { document, problems } = parse(
      netlink,
      `${head}rubbish\nffff8d72b6f1b000 0   588        00000111 0        0        0     2`,
    );
    expect(document?.sockets).toEqual([{ protocol: 0, port: 588, drops: undefined, inode: undefined, line: 3 }]);
    expect(problems).toHaveLength(1);
  });

  it('are none in a table with only its header', () => expect(parse(netlink, head).document).toEqual({ sockets: [] }));
});
