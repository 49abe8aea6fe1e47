import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cgroups } from '../../src/parsers/cgroups.ts';
import { cmdline } from '../../src/parsers/cmdline.ts';
import { ipVs } from '../../src/parsers/ip-vs.ts';
import { loadavg } from '../../src/parsers/loadavg.ts';
import { meminfo } from '../../src/parsers/meminfo.ts';
import { pressure } from '../../src/parsers/pressure.ts';
import { stat } from '../../src/parsers/stat.ts';
import { vmstat } from '../../src/parsers/vmstat.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

const skipped = corpusDir === undefined ? noCorpus : 'corpus';
const corpusText = (path: string) => readFileSync(join(corpusDir ?? '', 'parsers/insights-core', path));

describe('meminfo', () => {
  it('converts to bytes, but for counts of pages', () => {
    const text =
      'MemTotal:       16384256 kB\nMemFree:          512000 kB\nActive(anon):  100 kB\nSUnreclaim:      2048 kB\nHugePages_Total:       4\nHugepagesize:       2048 kB\nbroken\n';
    const { document, problems } = parse(meminfo, text);
    expect(document).toMatchObject({
      totalBytes: 16384256 * 1024,
      slabUnreclaimableBytes: 2 ** 21,
      hugePagesTotal: 4,
      hugePageSizeBytes: 2 ** 21,
    });
    expect(document?.availableBytes).toBeUndefined();
    expect(problems.map(({ line }) => line)).toEqual([7]);
  });

  it('has no document without the total', () => {
    expect(parse(meminfo, 'MemFree: 5 kB\n').document).toBeUndefined();
  });

  it.skipIf(corpusDir === undefined)(`reads a real file (${skipped})`, () => {
    for (const [, bytes] of corpusFiles('meminfo')) {
      const { document, problems } = parse(meminfo, bytes);
      expect(problems).toEqual([]);
      expect(document?.totalBytes).toBeGreaterThan(2 ** 30);
      expect(document?.freeBytes).toBeLessThan(document?.totalBytes ?? 0);
    }
  });
});

describe('stat', () => {
  it('converts ticks to seconds and counts CPUs', () => {
    const text = `cpu  301854 612 111922 8979004 3552 2 3944 100 0 0\ncpu0 1 0 0 0 0 0 0\ncpu3 1 0 0 0 0 0 0\nintr 737775 ${'0 '.repeat(5000)}\nctxt 38014093\nbtime 1418183276\nprocesses 26442\nprocs_running 2\nprocs_blocked 1\nsoftirq 5057579 250191\n`;
    expect(parse(stat, text)).toEqual({
      problems: [],
      document: {
        cpu: {
          userSeconds: 3018.54,
          niceSeconds: 6.12,
          systemSeconds: 1119.22,
          idleSeconds: 89790.04,
          ioWaitSeconds: 35.52,
          irqSeconds: 0.02,
          softirqSeconds: 39.44,
          stealSeconds: 1,
          guestSeconds: 0,
        },
        cpus: 2,
        interrupts: 737775,
        contextSwitches: 38014093,
        bootEpochSeconds: 1418183276,
        forks: 26442,
        runningTasks: 2,
        blockedTasks: 1,
        softirqs: 5057579,
      },
    });
  });

  it.skipIf(corpusDir === undefined)(`reads a real file (${skipped})`, () => {
    const { document, problems } = parse(stat, corpusText('proc_stat/PROC_STAT.txt'));
    expect(problems).toEqual([]);
    expect(document?.cpus).toBeGreaterThan(0);
    expect(document?.bootEpochSeconds).toBeGreaterThan(1e9);
  });
});

describe('loadavg', () => {
  it('reads all fields, or the three averages alone', () => {
    expect(parse(loadavg, '412.70 398.11 380.02 3/9127 412873\n').document).toEqual({
      load1: 412.7,
      load5: 398.11,
      load15: 380.02,
      runnableTasks: 3,
      tasks: 9127,
      lastPid: 412873,
    });
    expect(parse(loadavg, '0.02 0.04 0.05\n').document).toEqual({ load1: 0.02, load5: 0.04, load15: 0.05 });
    expect(parse(loadavg, 'high\n').problems).toHaveLength(1);
  });
});

describe('pressure', () => {
  it('converts percent and microseconds, and takes the resource from layout or path', () => {
    const text = 'some avg10=10.00 avg60=2.00 avg300=3.85 total=15000000\n';
    expect(parse(pressure, text, { params: { resource: 'memory' } }).document).toEqual({
      resource: 'memory',
      some: { ratio10: 0.1, ratio60: 0.02, ratio300: 0.0385, totalSeconds: 15 },
    });
    expect(parse(pressure, text, { path: 'proc/pressure/io' }).document?.resource).toBe('io');
  });
});

describe('vmstat', () => {
  it('keeps the kernel’s names and drops a cut line', () => {
    const { document, problems } = parse(vmstat, 'nr_free_pages 5\noom_kill 3\nnr_dirty');
    expect(document?.counters).toEqual({ nr_free_pages: 5, oom_kill: 3 });
    expect(problems).toHaveLength(1);
  });
});

describe('cgroups', () => {
  it.skipIf(corpusDir === undefined)(`reads a real file (${skipped})`, () => {
    const { document, problems } = parse(cgroups, corpusText('cgroups/cgroups_content.txt'));
    expect(problems).toEqual([]);
    expect(document?.controllers.find(({ name }) => name === 'memory')).toEqual({
      name: 'memory',
      hierarchy: 5,
      cgroups: 232,
      enabled: true,
      line: 5,
    });
  });

  it('knows a controller that is switched off', () => {
    expect(parse(cgroups, 'memory\t0\t1\t0\n').document?.controllers[0]?.enabled).toBe(false);
  });
});

describe('cmdline', () => {
  it('keeps order, repetition and quoted blanks', () => {
    const { document } = parse(cmdline, 'ro console=tty1 console=ttyS0 dyndbg="file x +p" cgroup.memory=nokmem\n');
    expect(document?.parameters).toEqual([
      { name: 'ro' },
      { name: 'console', value: 'tty1' },
      { name: 'console', value: 'ttyS0' },
      { name: 'dyndbg', value: 'file x +p' },
      { name: 'cgroup.memory', value: 'nokmem' },
    ]);
  });
});

describe('ip_vs', () => {
  const titles =
    'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n';

  it('reads services with their servers', () => {
    const text = `${titles}TCP  C0A894B4:2134 rr persistent 10800\n  -> 0A81200B:2134      Masq    1      2          12\nUDP  [2620:0000:0000:0000:0000:0000:0000:0001]:0050 sh\n  -> [2620:0000:0000:0000:0000:0000:0000:0002]:0050      Route   0      1          0\nFWM  10001000 wlc\n`;
    const { document, problems } = parse(ipVs, text);
    expect(problems).toEqual([]);
    expect(document?.services).toEqual([
      {
        protocol: 'TCP',
        address: '192.168.148.180',
        port: 8500,
        scheduler: 'rr',
        line: 4,
        servers: [
          {
            address: '10.129.32.11',
            port: 8500,
            forward: 'Masq',
            weight: 1,
            activeConnections: 2,
            inactiveConnections: 12,
            line: 5,
          },
        ],
      },
      {
        protocol: 'UDP',
        address: '2620:0000:0000:0000:0000:0000:0000:0001',
        port: 80,
        scheduler: 'sh',
        line: 6,
        servers: [
          {
            address: '2620:0000:0000:0000:0000:0000:0000:0002',
            port: 80,
            forward: 'Route',
            weight: 0,
            activeConnections: 1,
            inactiveConnections: 0,
            line: 7,
          },
        ],
      },
      { protocol: 'FWM', firewallMark: 0x10001000, scheduler: 'wlc', line: 8, servers: [] },
    ]);
  });

  it('takes the titles alone for an answer, and no server without a service', () => {
    expect(parse(ipVs, titles).document).toEqual({ services: [] });
    const { document, problems } = parse(ipVs, '  -> 0A81200B:2134      Masq    1      2          12\n');
    expect(document).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});
