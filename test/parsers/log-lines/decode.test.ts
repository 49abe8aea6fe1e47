import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeLine } from '../../../src/parsers/log-lines/decode.ts';
import type { DecodedLine } from '../../../src/parsers/log-lines/log-line.ts';
import type { DecodeLine } from '../../../src/signatures/signature.ts';

/** Seconds of a year-less local time, which count from 1972. */
const local = (month: number, day: number, hour: number, minute: number, second: number) => ({
  axis: 'local',
  seconds: Date.UTC(1972, month - 1, day, hour, minute, 0) / 1000 + second,
  yearless: true,
});
/** Date.parse stops at milliseconds. */
function utc(iso: string) {
  const [whole = '', fraction = ''] = iso.replace('Z', '').split('.');
  return { axis: 'utc', seconds: Date.parse(`${whole}Z`) / 1000 + Number(`0.${fraction}0`) };
}
const wall = (iso: string) => ({ axis: 'local', seconds: Date.parse(`${iso}Z`) / 1000 });
const boot = (seconds: number) => ({ axis: 'boot', seconds });

const KERNEL: [string, string, DecodedLine['format'], object | undefined][] = [
  ['raw seconds', '[  123.456789] eth0: link up', 'dmesg', boot(123.456789)],
  ['raw seconds with caller', '[  599.515700][T23028] eth0: link up', 'dmesg', boot(599.5157)],
  ['raw seconds with padded caller', '[  599.515700][    T1] eth0: link up', 'dmesg', boot(599.5157)],
  ['raw with priority', '<6>[ 5193605.506728] eth0: link up', 'dmesg', boot(5193605.506728)],
  ['raw with delta', '[  123.456789 <    0.000012>] eth0: link up', 'dmesg', boot(123.456789)],
  ['-T', '[Mon Apr  8 10:19:15 2024] eth0: link up', 'dmesg-ctime', wall('2024-04-08T10:19:15')],
  [
    '-T with a localised day and month',
    '[一 4月  8 10:19:15 2024] eth0: link up',
    'dmesg-ctime',
    wall('2024-04-08T10:19:15'),
  ],
  ['-T in German', '[Mo Mär 25 10:19:15 2024] eth0: link up', 'dmesg-ctime', wall('2024-03-25T10:19:15')],
  ['-e', '[Apr 8 10:19] eth0: link up', 'dmesg-ctime', local(4, 8, 10, 19, 0)],
  ['-e delta', '[  +0.000012] eth0: link up', 'dmesg', undefined],
  [
    '--time-format=iso',
    '2024-04-08T10:19:15,123456+08:00 eth0: link up',
    'dmesg-iso',
    utc('2024-04-08T02:19:15.123456Z'),
  ],
  ['-x', 'kern  :err   : [ 1600.038458] eth0: link up', 'dmesg', boot(1600.038458)],
  ['-x with -T', 'kern  :warn  : [Mon Apr  8 10:19:15 2024] eth0: link up', 'dmesg-ctime', wall('2024-04-08T10:19:15')],
  [
    '-x with iso',
    'kern  :err   : 2024-04-08T10:19:15,123456+08:00 eth0: link up',
    'dmesg-iso',
    utc('2024-04-08T02:19:15.123456Z'),
  ],
  ['/dev/kmsg', '6,901,1000000,-;eth0: link up', 'kmsg', boot(1)],
  ['/dev/kmsg with caller', '6,901,1500000,-,caller=T1;eth0: link up', 'kmsg', boot(1.5)],
  [
    'talos',
    'kern:    info: [2025-06-04T04:51:57.572293906Z]: eth0: link up',
    'dmesg-iso',
    utc('2025-06-04T04:51:57.572293Z'),
  ],
  [
    'talos with node',
    '10.200.70.91: kern: info: [2025-06-04T04:51:57.5Z]: eth0: link up',
    'dmesg-iso',
    utc('2025-06-04T04:51:57.5Z'),
  ],
  ['journal short', 'May 09 15:18:40 n1 kernel: eth0: link up', 'journal-short', local(5, 9, 15, 18, 40)],
  ['syslog', 'Nov  3 14:32:51 n1 kernel: [387120.141130] eth0: link up', 'syslog', local(11, 3, 14, 32, 51)],
  [
    'rsyslog iso',
    '2026-09-21T10:02:23+00:00 n1 kernel: [387120.141130] eth0: link up',
    'journal-iso',
    utc('2026-09-21T10:02:23Z'),
  ],
  ['short-monotonic', '[  123.456789] n1 kernel: eth0: link up', 'journal-short', boot(123.456789)],
];

describe('decodeLine on kernel messages', () => {
  it.each(KERNEL)('%s', (_, line, format, time) => {
    const decoded = decodeLine(line);
    expect(decoded).toMatchObject({ format, ident: 'kernel', message: 'eth0: link up' });
    if (time === undefined) expect(decoded.time).toBeUndefined();
    else expect(decoded.time).toEqual({ ...time, seconds: expect.closeTo((time as { seconds: number }).seconds, 5) });
  });

  it('keeps the seconds since boot beside the wall time', () => {
    expect(decodeLine('Nov 23 14:32:51 n1 kernel: [387120.141130] a').boot).toBe(387120.14113);
    expect(decodeLine('Nov 23 14:32:51 n1 kernel: a').boot).toBeUndefined();
  });
});

const JOURNAL: [string, string, DecodedLine['format'], object][] = [
  ['short', 'Apr 12 15:28:39 n1 dockerd[7]: hello', 'journal-short', local(4, 12, 15, 28, 39)],
  ['short in Chinese', '8月 31 17:15:10 n1 dockerd[7]: hello', 'journal-short', local(8, 31, 17, 15, 10)],
  ['short in Polish', 'lis 29 17:15:10 n1 dockerd[7]: hello', 'journal-short', local(11, 29, 17, 15, 10)],
  ['short in French', 'févr. 03 17:15:10 n1 dockerd[7]: hello', 'journal-short', local(2, 3, 17, 15, 10)],
  ['short-precise', 'Feb 29 15:28:39.437193 n1 dockerd[7]: hello', 'journal-short', local(2, 29, 15, 28, 39.437193)],
  [
    'short-iso of old systemd',
    '2024-04-12T15:28:39+0800 n1 dockerd[7]: hello',
    'journal-iso',
    utc('2024-04-12T07:28:39Z'),
  ],
  [
    'short-iso of new systemd',
    '2024-04-12T15:28:39+08:00 n1 dockerd[7]: hello',
    'journal-iso',
    utc('2024-04-12T07:28:39Z'),
  ],
  [
    'short-iso-precise west of Greenwich',
    '2024-04-12T15:28:39.437193-0330 n1 dockerd[7]: hello',
    'journal-iso',
    utc('2024-04-12T18:58:39.437193Z'),
  ],
  ['short-full', 'Fri 2022-09-30 11:14:56 UTC n1 dockerd[7]: hello', 'journal-iso', utc('2022-09-30T11:14:56Z')],
  [
    'short-full in a named zone',
    'Fri 2022-09-30 11:14:56 CST n1 dockerd[7]: hello',
    'journal-iso',
    wall('2022-09-30T11:14:56'),
  ],
  [
    'short-unix',
    '1664536496.123456 n1 dockerd[7]: hello',
    'journal-short',
    { axis: 'utc', seconds: 1664536496.123456 },
  ],
  ['short-monotonic', '[ 1234.567890] n1 dockerd[7]: hello', 'journal-short', boot(1234.56789)],
  ['without host', 'Apr 12 15:28:39 dockerd[7]: hello', 'journal-short', local(4, 12, 15, 28, 39)],
  ['syslog', 'Apr  2 15:28:39 n1 dockerd[7]: hello', 'syslog', local(4, 2, 15, 28, 39)],
  ['syslog without pid', 'Apr  2 15:28:39 n1 dockerd: hello', 'syslog', local(4, 2, 15, 28, 39)],
  [
    'json',
    '{"__REALTIME_TIMESTAMP":"1628617013000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"dockerd","MESSAGE":"hello"}',
    'journal-json',
    { axis: 'utc', seconds: 1628617013 },
  ],
  [
    'json with bytes',
    '{"__REALTIME_TIMESTAMP":"1628617013000000","_COMM":"dockerd","MESSAGE":[104,101,108,108,111]}',
    'journal-json',
    { axis: 'utc', seconds: 1628617013 },
  ],
];

describe('decodeLine on the journal and syslog', () => {
  it.each(JOURNAL)('%s', (_, line, format, time) => {
    const decoded = decodeLine(line);
    expect(decoded).toMatchObject({ format, ident: 'dockerd', message: 'hello' });
    expect(decoded.time).toEqual({ ...time, seconds: expect.closeTo((time as { seconds: number }).seconds, 5) });
  });
});

describe('decodeLine on lines of Go between those of logrus', () => {
  it.each([
    ['its log package', '2024/04/12 15:28:39 http: Accept error: x', 39],
    ['its log package with microseconds', '2024/04/12 15:28:39.437193 http: Accept error: x', 39.437193],
    ['capnslog', '2024-04-12 15:28:39.437193 I | http: Accept error: x', 39.437193],
  ])('%s', (_, line, second) => {
    const decoded = decodeLine(line);
    expect(decoded).toEqual({ format: 'plain', message: 'http: Accept error: x', time: expect.anything() });
    expect(decoded.time).toEqual({
      axis: 'local',
      seconds: expect.closeTo(Date.UTC(2024, 3, 12, 15, 28) / 1000 + second, 5),
    });
  });

  it.each([
    '2024/04/12',
    '2024/04-12 15:28:39 x',
    '2024/13/12 15:28:39 x',
    '2024/04/12 15:28:39',
    '2024/04/12T15:28:39 x',
  ])('%s is no such line', (line) => expect(decodeLine(line)).toEqual({ format: 'plain', message: line }));
});

describe('decodeLine on nested prefixes', () => {
  it('takes the klog time where it agrees with the journal', () => {
    const line =
      'Apr 12 15:28:40 n1 kubelet[9]: E0412 15:28:39.437193    9 kubelet.go:1882] skipping pod synchronization';
    expect(decodeLine(line)).toEqual({
      format: 'journal-short',
      host: 'n1',
      ident: 'kubelet',
      time: local(4, 12, 15, 28, 39.437193),
      message: 'skipping pod synchronization',
    });
  });

  it('reads klog on the clock of a prefix with a zone, also when the journal lags by minutes', () => {
    const line = '2024-04-12T15:40:40+0800 n1 kubelet[9]: E0412 15:28:39.500000    9 kubelet.go:1882] late';
    expect(decodeLine(line).time).toEqual(utc('2024-04-12T07:28:39.5Z'));
  });

  it('keeps the prefix when klog runs in another zone', () => {
    const line = 'Apr 12 15:28:40 n1 kubelet[9]: E0412 07:28:39.437193    9 kubelet.go:1882] x';
    expect(decodeLine(line).time).toEqual(local(4, 12, 15, 28, 40));
  });

  it('takes klog over midnight as near', () => {
    const line = 'Apr 13 00:00:01 n1 kubelet[9]: E0412 23:59:59.500000    9 kubelet.go:1882] x';
    expect(decodeLine(line).time).toEqual(local(4, 12, 23, 59, 59.5));
  });

  it('prefers the zone inside logfmt and keeps the outer clock', () => {
    const line =
      'Apr 12 15:28:40 n1 dockerd[7]: time="2024-04-12T15:28:39.437193001+08:00" level=error msg="exec: \\"sh\\" failed" container=4f1c error="no space left"';
    expect(decodeLine(line)).toEqual({
      format: 'journal-short',
      host: 'n1',
      ident: 'dockerd',
      time: { axis: 'utc', seconds: expect.closeTo(Date.parse('2024-04-12T07:28:39.437Z') / 1000, 2) },
      outer: local(4, 12, 15, 28, 40),
      message: 'exec: "sh" failed container=4f1c error="no space left"',
    });
  });

  it('reads the blank that CRI-O writes for the T', () => {
    const decoded = decodeLine('time="2025-06-04 04:40:53.106238240Z" level=warning msg="Allowed annotations" id=4f');
    expect(decoded).toMatchObject({ format: 'logfmt', message: 'Allowed annotations id=4f' });
    expect(decoded.time?.seconds).toBeCloseTo(Date.parse('2025-06-04T04:40:53.106Z') / 1000, 2);
  });

  it('reads logrus on a terminal', () => {
    expect(decodeLine('ERRO[0016] failed to mount  id=4f')).toEqual({
      format: 'logfmt',
      message: 'failed to mount  id=4f',
    });
    expect(decodeLine('DEBU[2018-03-22T14:24:33.035007216+01:00] hello').time?.axis).toBe('utc');
  });

  it('reads docker json, CRI and klog JSON', () => {
    const docker =
      '{"log":"E0412 07:28:39.500000       1 proxier.go:9] sync failed\\n","stream":"stderr","time":"2024-04-12T07:28:40.1Z"}';
    expect(decodeLine(docker)).toEqual({
      format: 'docker-json',
      time: utc('2024-04-12T07:28:39.5Z'),
      message: 'sync failed',
    });
    const cri = '2024-04-12T07:28:40.100000000Z stderr F E0412 07:28:39.500000       1 proxier.go:9] sync failed';
    expect(decodeLine(cri)).toEqual({ format: 'cri', time: utc('2024-04-12T07:28:39.5Z'), message: 'sync failed' });
    const klog =
      '{"ts":1753121332053.5,"caller":"kubelet/kubelet.go:446","msg":"Probe failed","v":0,"pod":"prod/a","err":"x \\"y\\""}';
    expect(decodeLine(klog)).toEqual({
      format: 'klog-json',
      time: { axis: 'utc', seconds: 1753121332.0535 },
      message: '"Probe failed" pod="prod/a" err="x \\"y\\""',
    });
  });

  it('reads klog without any prefix', () => {
    expect(decodeLine('W0229 15:28:39.437193 3237254 reflector.go:424] watch ended')).toEqual({
      format: 'klog',
      time: local(2, 29, 15, 28, 39.437193),
      message: 'watch ended',
    });
  });

  it('takes no line of Python for one of the kernel, whose dmesg writes a T and the zone', () => {
    const { format, ident } = decodeLine('2024-04-12 15:28:39,437 - util.py[DEBUG]: Reading from /proc/uptime');
    expect({ format, ident }).not.toMatchObject({ format: 'dmesg-iso' });
    expect(ident).not.toBe('kernel');
    expect(decodeLine('2024-04-12 15:28:39,437 INFO Out of memory: Killed process 9').ident).not.toBe('kernel');
  });

  it('gives a line without prefix back whole, without a line end', () => {
    for (const line of [
      '',
      '    Output: mount: /mnt: failed',
      '-- Reboot --',
      'E0412 is no header',
      '{"log":',
      '[x',
      'May I come in?',
    ]) {
      expect(decodeLine(`${line}\r`)).toEqual({ format: 'plain', message: line });
    }
  });
});

describe('decodeLine', () => {
  it('never throws and never invents a time that is not a number', () => {
    const lines = [...KERNEL, ...JOURNAL].map(([, line]) => line);
    const damaged = fc
      .tuple(fc.constantFrom(...lines), fc.nat(60), fc.string({ unit: 'binary', maxLength: 6 }), fc.nat(10))
      .map(([line, at, text, skip]) => line.slice(0, at) + text + line.slice(at + skip));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damaged), (line) => {
        const { time, outer, message } = decodeLine(line);
        for (const stamp of [time, outer]) if (stamp !== undefined) expect(Number.isFinite(stamp.seconds)).toBe(true);
        expect(typeof message).toBe('string');
      }),
      { numRuns: 3000 },
    );
  });

  it('takes a hostile line of 20 KB in less than 50 ms', () => {
    for (const seed of [
      '[',
      '{',
      '{"a":',
      '[ ',
      'time="',
      'a ',
      '1',
      '1,',
      'kern:',
      '\\',
      '"',
      'E0412 15:28:39.437193 ',
      'Apr 12 15:28:39 ',
      '<1>',
    ]) {
      const line = seed.repeat(20_000 / seed.length);
      const started = performance.now();
      decodeLine(line);
      decodeLine(`time="2024-04-12T15:28:39Z" level=error msg="${line}`);
      expect(performance.now() - started, seed).toBeLessThan(50);
    }
  });

  it('is what the scanner asks for', () => {
    expectTypeOf(decodeLine).toExtend<DecodeLine>();
  });
});
