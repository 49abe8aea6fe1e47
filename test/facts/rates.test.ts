import { describe, expect, it } from 'vitest';
import { rates } from '../../src/facts/rates.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

type Files = Readonly<Record<string, string>>;

/** A pair of samples: the same paths, the second below t1/, with 40 seconds in between. */
const pair = (first: Files, second: Files, seconds = 40): Files => ({
  'proc/uptime': '1000.00 1.00\n',
  't1/proc/uptime': `${(1000 + seconds).toFixed(2)} 1.00\n`,
  ...first,
  ...Object.fromEntries(Object.entries(second).map(([path, text]) => [`t1/${path}`, text])),
});

const ratesOf = (files: Files) => factsOf(files).get(rates);
const sampled = (first: Files, second: Files) => theValue(ratesOf(pair(first, second)));

const stat = (cpu: string, rest = ''): Files => ({ 'proc/stat': `cpu  ${cpu}\ncpu0 ${cpu}\n${rest}` });
const process = (
  pid: number,
  comm: string,
  user: number,
  started: number,
  more: { ppid?: number; session?: number } = {},
) =>
  `${pid} (${comm}) S ${more.ppid ?? 1} ${pid} ${more.session ?? pid} 0 -1 4194560 1 0 0 0 ${user} 0 0 0 20 0 1 0 ${started} 1 1\n`;

describe('the time between two samples', () => {
  it('is that of the uptimes', () => {
    expect(sampled(stat('1 1 1 1 1 1 1 1'), stat('2 1 1 1 1 1 1 1')).interval).toBe(40);
  });

  it('is that of the step records where the uptime was read in another step', () => {
    const record = (step: string, path: string, at: number) =>
      JSON.stringify({
        step,
        stage: 1,
        sources: ['vmstat'],
        status: 'collected',
        paths: [path],
        at,
        bytes: 1,
        seconds: 1,
      });
    const files = pair({ 'proc/vmstat': 'pgfault 100\n' }, { 'proc/vmstat': 'pgfault 1100\n' });
    const value = theValue(
      ratesOf({
        ...files,
        'manifest/03-counters.json': record('counters', 'proc/vmstat', 1005),
        'manifest/60-counters_t1.json': record('counters_t1', 't1/proc/vmstat', 1030),
      }),
    );
    expect(value.memory?.page_faults).toBe(1000 / 25);
  });

  it.each([
    ['no second sample', { 'proc/uptime': '5.00 1.00\n', ...stat('1 1 1 1 1 1 1 1') }, 'only one sample'],
    ['a reboot in between', pair(stat('1 1 1 1'), stat('2 1 1 1'), -990), 'do not fit together'],
    ['next to no time in between', pair(stat('1 1 1 1'), stat('2 1 1 1'), 0.2), 'do not fit together'],
    ['nothing at all', { 'proc/loadavg': '1.00 1.00 1.00 1/1 1\n' }, 'not in this bundle'],
  ])('is unknown with %s', (_name, files, reason) => {
    const result = ratesOf(files);
    expect(result.known).toBe(false);
    if (!result.known) expect(result.missing[0]?.reason).toContain(reason);
  });

  it('is unknown with the reason of the collector', () => {
    const record = {
      step: 'counters_t1',
      stage: 8,
      sources: ['stat'],
      status: 'skipped',
      reason: 'the room was used up',
    };
    const result = ratesOf({
      'proc/uptime': '5.00 1.00\n',
      ...stat('1 1 1 1'),
      'manifest/60-counters_t1.json': JSON.stringify(record),
    });
    expect(result).toMatchObject({
      known: false,
      missing: [{ source: 'stat', reason: 'skipped: second sample: the room was used up' }],
    });
  });
});

describe('CPU and kernel', () => {
  it('has shares of the time of all CPUs', () => {
    const { cpu } = sampled(stat('100 0 50 800 10 0 0 0 0 0'), stat('300 100 150 1100 110 50 50 100 0 0'));
    expect(cpu).toMatchObject({ user: 0.3, system: 0.1, iowait: 0.1, irq: 0.1, steal: 0.1, idle: 0.3 });
  });

  it('counts forks and context switches by the second', () => {
    const value = sampled(stat('1 1 1 1', 'ctxt 1000\nprocesses 50\n'), stat('2 1 1 1', 'ctxt 5000\nprocesses 450\n'));
    expect([value.context_switches, value.forks]).toEqual([100, 10]);
  });

  it('does not know a counter that went backwards', () => {
    const value = sampled(
      stat('100 0 50 800 20 0 0 0', 'ctxt 1000\nprocesses 50\n'),
      stat('200 0 50 800 10 0 0 0', 'ctxt 900\nprocesses 40\n'),
    );
    expect([value.context_switches, value.forks]).toEqual([undefined, undefined]);
    expect(value.cpu).toMatchObject({ user: 1, idle: 0 });
    expect(value.cpu?.iowait).toBeUndefined();
  });
});

describe('disks', () => {
  const disk = (name: string, numbers: string) => ` 253 0 ${name} ${numbers}\n`;

  it('has load, waiting time and throughput', () => {
    const { disks } = sampled(
      { 'proc/diskstats': disk('vda', '1000 0 8000 500 1000 0 8000 500 0 1000 1000') },
      { 'proc/diskstats': disk('vda', '1400 0 88000 4500 2600 0 16000 16500 7 21000 81000') },
    );
    expect(disks).toEqual([
      {
        entity: 'device:253:0',
        name: 'vda',
        util: 0.5,
        await: 0.01,
        queue: 2,
        in_flight: 7,
        reads: 10,
        writes: 40,
        read_bytes: 1_024_000,
        written_bytes: 102_400,
        refs: [
          { path: 'proc/diskstats', line: 1 },
          { path: 't1/proc/diskstats', line: 1 },
        ],
      },
    ]);
  });

  it('knows a stuck disk by requests that do not end, and leaves out what never did anything', () => {
    const text = disk('vda', '10 0 80 5 0 0 0 0 3 100 100') + disk('ram0', '0 0 0 0 0 0 0 0 0 0 0');
    const { disks } = sampled(
      { 'proc/diskstats': text },
      { 'proc/diskstats': text.replace(' 3 100 100', ' 3 40105 120000') },
    );
    expect(disks).toHaveLength(1);
    expect(disks?.[0]).toMatchObject({ util: 1, in_flight: 3, reads: 0 });
    expect(disks?.[0]?.await).toBeUndefined();
  });

  it('does not compare another device of the same number', () => {
    const { disks } = sampled(
      { 'proc/diskstats': disk('sda', '10 0 80 5 0 0 0 0 0 1 1') },
      { 'proc/diskstats': disk('sdb', '90 0 80 5 0 0 0 0 0 1 1') },
    );
    expect(disks).toEqual([]);
  });
});

describe('the network', () => {
  it('has traffic by interface, unknown where the driver was reset', () => {
    const dev = (eth: string, lo: string) => `Inter-| x\n face |y\n  eth0: ${eth}\n    lo: ${lo}\n`;
    const { interfaces } = sampled(
      { 'proc/net/dev': dev('0 100 0 0 0 0 0 0 4000 10 0 0 0 0 0 0', '9 9 9 9 0 0 0 0 9 9 9 9 0 0 0 0') },
      { 'proc/net/dev': dev('80000 500 4 8 0 0 0 0 8000 50 0 0 0 0 0 0', '1 1 1 1 0 0 0 0 1 1 1 1 0 0 0 0') },
    );
    expect(interfaces?.[0]).toMatchObject({
      name: 'eth0',
      rx_bytes: 2000,
      rx_packets: 10,
      rx_errors: 0.1,
      rx_drops: 0.2,
      tx_bytes: 100,
    });
    expect(Object.keys(interfaces?.[1] ?? {})).toEqual(['name', 'refs']);
  });

  it('has what the stack dropped', () => {
    const softnet = (dropped: string) => `00000010 ${dropped} 00000000\n00000010 00000000 00000000\n`;
    const conntrack = (drop: string) =>
      `entries  found insert_failed drop early_drop\n00000005 0 00000000 ${drop} 00000000\n`;
    const { network } = sampled(
      { 'proc/net/softnet_stat': softnet('00000001'), 'proc/net/stat/nf_conntrack': conntrack('00000000') },
      { 'proc/net/softnet_stat': softnet('00000051'), 'proc/net/stat/nf_conntrack': conntrack('00000028') },
    );
    expect(network).toMatchObject({ softnet_drops: 2, conntrack_drops: 1, conntrack_insert_failed: 0 });
    expect(network?.tcp_retransmitted).toBeUndefined();
  });
});

describe('memory', () => {
  it('has faults, kills and stalls over the time between', () => {
    const pressure = (total: number) => ({
      'proc/pressure/memory': `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`,
    });
    const value = sampled(
      {
        'proc/vmstat': 'pgfault 0\npgmajfault 0\noom_kill 2\npgscan_direct_normal 0\npgscan_direct_throttle 9\n',
        ...pressure(0),
      },
      {
        'proc/vmstat': 'pgfault 4000\npgmajfault 40\noom_kill 5\npgscan_direct_normal 80\npgscan_direct_throttle 99\n',
        ...pressure(10_000_000),
      },
    );
    expect(value.memory).toMatchObject({ page_faults: 100, major_faults: 1, oom_kills: 3, reclaimed_directly: 2 });
    expect(value.stalls).toMatchObject({ memory: 0.25, memory_full: 0 });
  });
});

describe('processes', () => {
  it('has the busiest, new ones included, without a pid that was given out again before', () => {
    const { busiest } = sampled(
      { 'commands/proc/stat': process(10, 'kubelet', 100, 5) + process(11, 'idle', 7, 5) + process(12, 'old', 900, 5) },
      {
        'commands/proc/stat':
          process(10, 'kubelet', 4100, 5) +
          process(11, 'idle', 7, 5) +
          process(12, 'other', 950, 9) +
          process(13, 'new', 2000, 101_000),
      },
    );
    expect(busiest?.map((p) => [p.comm, p.cpu])).toEqual([
      ['kubelet', 1],
      ['new', 0.5],
    ]);
  });

  it('leaves out the collector', () => {
    const start = {
      format: 'inquest-bundle',
      privileges: { pid: 50 },
      clock: { epoch: 1_768_478_400, uptime: 1000 },
    };
    const own =
      process(50, 'sh', 0, 99_900, { session: 40 }) + process(51, 'gzip', 0, 99_950, { ppid: 50, session: 40 });
    const later = own.replaceAll(' 4194560 1 0 0 0 0', ' 4194560 1 0 0 0 800');
    const { busiest } = theValue(
      ratesOf(
        pair(
          { 'manifest-start.json': JSON.stringify(start), 'commands/proc/stat': own + process(60, 'etcd', 0, 5) },
          { 'commands/proc/stat': later + process(60, 'etcd', 400, 5) },
        ),
      ),
    );
    expect(busiest?.map((p) => p.comm)).toEqual(['etcd']);
  });

  it('has the growth of open files where it is worth a row', () => {
    const { open_files_growth } = sampled(
      {
        'commands/proc/fd-counts': '100 /proc/10/fd\n5 /proc/11/fd\n0 /proc/12/fd\n',
        'commands/proc/stat': process(10, 'dockerd', 1, 5),
      },
      { 'commands/proc/fd-counts': '180 /proc/10/fd\n7 /proc/11/fd\n90 /proc/12/fd\n' },
    );
    expect(open_files_growth).toMatchObject([{ pid: 10, comm: 'dockerd', before: 100, after: 180, per_second: 2 }]);
  });
});

describe('mounts', () => {
  it('grow against the table, or against a count where the table was too large', () => {
    const table = mountLine({ id: 1, parent: 0, point: '/' }) + mountLine({ id: 2, point: '/a' });
    const { mount_growth } = sampled(
      {
        'proc/7/mountinfo': table,
        'commands/proc/ns-mnt': '4026531840 /proc/7/ns/mnt\n4026532000 /proc/8/ns/mnt\n',
        'commands/proc/mount-counts': '/proc/8/mountinfo:60000\n',
      },
      { 'commands/proc/mount-counts': '/proc/7/mountinfo:82\n/proc/8/mountinfo:59960\n/proc/9/mountinfo:5\n' },
    );
    expect(mount_growth).toMatchObject([
      { entity: 'mount_namespace:4026531840', before: 2, after: 82, per_second: 2 },
      { entity: 'mount_namespace:4026532000', before: 60_000, after: 59_960, per_second: -1 },
    ]);
  });

  it('are not known to stand still when nobody counted again', () => {
    expect(sampled(stat('1 1 1 1'), stat('2 1 1 1')).mount_growth).toBeUndefined();
  });
});
