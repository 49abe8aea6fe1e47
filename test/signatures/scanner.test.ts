import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import { type Emitter, type Log, logSchema, type Signature } from '../../src/signatures/signature.ts';

const signature = (part: Partial<Signature> & Pick<Signature, 'id' | 'literals' | 'regex'>): Signature => ({
  group: part.id.replaceAll('-', '_'),
  sources: ['any'],
  samples: [],
  reference: 'test',
  ...part,
});

const SIGNATURES: Signature[] = [
  signature({
    id: 'write-failed',
    literals: ['no space left'],
    regex: '(?<op>write|open) (?<path>/[^\\s:]+): no space left',
    unless: ['exec_failed'],
  }),
  signature({
    id: 'exec-failed',
    literals: ['runc-process'],
    regex: 'write (?<path>/tmp/runc-process\\d+): no space left',
  }),
  signature({ id: 'table-full', sources: ['kernel'], literals: ['table full'], regex: '^nf_conntrack: table full' }),
  signature({
    id: 'table-full-again',
    group: 'table_full',
    sources: ['kernel'],
    literals: ['table full'],
    regex: 'table full',
  }),
];

function scan(
  bytes: Buffer | string,
  options: { emitter?: Emitter; cuts?: readonly number[]; complete?: boolean } = {},
): Log {
  const log = createScanner(SIGNATURES, decodeLine).open({ path: 'x.log', emitter: options.emitter ?? 'any' });
  const all = Buffer.from(bytes);
  let at = 0;
  for (const length of options.cuts ?? []) {
    const chunk = Buffer.from(all.subarray(at, at + length));
    log.write(chunk);
    // A producer reuses its buffer, so nothing of it may be kept.
    chunk.fill(0x58);
    at += length;
  }
  if (at < all.length) log.write(all.subarray(at));
  return logSchema.parse(log.end(options.complete ?? true));
}

const counts = (log: Log): Record<string, number> =>
  Object.fromEntries(log.matches.map((match) => [match.signature, match.count]));

describe('createScanner', () => {
  it('gives the same log for every way to cut the same bytes', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'Apr 12 15:28:39 node-1 kernel: [12.500000] nf_conntrack: table full, dropping packet',
        'Dec 31 23:59:59 node-1 dockerd[7]: write /var/lib/docker/ü: no space left on device',
        'Jan  1 00:00:01 node-1 kubelet[7]: E0101 00:00:00.900000 7 a.go:1] write /tmp/runc-process12: no space left',
        '{"log":"write /a: no space left\\n","stream":"stderr","time":"2024-04-12T07:28:39.4Z"}',
        'Suppressed 12 messages from kubelet.service',
        '',
        `${'y'.repeat(17_000)} write /late: no space left`,
        `write /early: no space left ${'y'.repeat(17_000)}`,
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const text = fc.tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean());
    fc.assert(
      fc.property(
        text,
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 200 }),
        ([lines, newline, closed], cuts) => {
          const bytes = Buffer.from(lines.join(newline) + (closed ? newline : ''));
          expect(scan(bytes, { cuts })).toEqual(scan(bytes));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('counts lines, matches and bytes exactly, and cites the line', () => {
    const lines = Array.from({ length: 1000 }, (_, i) =>
      i % 10 === 3
        ? `Apr 12 15:28:${10 + (i % 50)} n dockerd[1]: write /d/${i % 4}: no space left on device`
        : `noise ${i}`,
    );
    const log = scan(lines.join('\n'));
    expect(log).toMatchObject({ lines: 1000, bytes: lines.join('\n').length, format: 'journal-short', cuts: [] });
    const [match] = log.matches;
    expect(match).toMatchObject({ signature: 'write-failed', count: 100, unlisted: 0, untimed: 0 });
    expect(match?.occurrences.map(({ captures, count }) => [captures, count])).toEqual([
      [{ op: 'write', path: '/d/3' }, 50],
      [{ op: 'write', path: '/d/1' }, 50],
    ]);
    expect(match?.samples.map((sample) => sample.line)).toEqual([4, 14, 24, 34, 44, 994]);
    expect(match?.occurrences[0]?.sample.text).toBe(lines[3]);
    expect(match?.perMinute).toEqual([[Date.UTC(1972, 3, 12, 15, 28) / 60_000, 100]]);
  });

  it('counts a line once in a group and not in a group that the specific one excludes', () => {
    const log = scan('write /tmp/runc-process1: no space left on device\nnf_conntrack: table full\nip: table full\n');
    expect(counts(log)).toEqual({ 'exec-failed': 1, 'table-full': 1, 'table-full-again': 1 });
  });

  it('asks only for signatures of the emitter, by the program in the prefix where there is one', () => {
    const full = 'nf_conntrack: table full';
    expect(counts(scan(full, { emitter: 'kubelet' }))).toEqual({});
    expect(counts(scan(full, { emitter: 'kernel' }))).toEqual({ 'table-full': 1 });
    expect(counts(scan(`Apr 12 15:28:39 n kernel: ${full}`))).toEqual({ 'table-full': 1 });
    expect(counts(scan(`Apr 12 15:28:39 n agent[3]: ${full}`))).toEqual({});
    expect(scan(`Apr 12 15:28:39 n kernel: ${full}`).matches[0]?.occurrences[0]?.emitter).toBe('kernel');
  });

  it('keeps year-less times in order over the turn of the year', () => {
    const entry = (stamp: string) => `${stamp} n dockerd[1]: write /a: no space left`;
    const log = scan(
      [
        entry('Dec 31 23:58:30'),
        entry('Jan 01 00:01:30'),
        entry('Dec 31 23:59:59'),
        'Jan 02 00:00:00 n x[1]: end',
      ].join('\n'),
    );
    const [match] = log.matches;
    expect((match?.last?.seconds ?? 0) - (match?.first?.seconds ?? 0)).toBe(180);
    expect(match?.perMinute.map(([, count]) => count)).toEqual([1, 1, 1]);
    expect((log.last?.seconds ?? 0) - (log.first?.seconds ?? 0)).toBe(86_490);
  });

  it('ties two clocks together where a line states both', () => {
    const log = scan('Apr 12 15:28:39 n kernel: [100.500000] a\nApr 12 15:28:49 n kernel: [110.500000] b\n');
    expect(log.anchors[0]).toEqual({
      line: 1,
      outer: { axis: 'local', seconds: Date.UTC(1972, 3, 12, 15, 28, 39) / 1000, yearless: true },
      inner: { axis: 'boot', seconds: 100.5 },
    });
  });

  it('says why a log is incomplete', () => {
    const kinds = (log: Log) => log.cuts.map(({ kind, count, lost }) => [kind, count, lost]);
    const limited = [
      '-- inquest: earlier lines left out --',
      'Apr 12 15:28:39 n systemd-journald[1]: Suppressed 12 messages from kubelet.service',
      'Apr 12 15:28:49 n systemd-journald[1]: Suppressed 30 messages from kubelet.service',
      'Apr 12 15:28:49 n kernel: net_ratelimit: 5 callbacks suppressed',
      'Apr 12 15:28:49 n kernel: set_capacity_and_notify: 47 callbacks suppressed',
      'Apr 12 15:28:49 n kernel: [   55.914226] kauditd_printk_skb: 18 callbacks suppressed',
    ];
    expect(kinds(scan(limited.join('\n'), { complete: false }))).toEqual([
      ['tail_only', 1, undefined],
      ['rate_limited', 2, 42],
      ['rate_limited', 1, 5],
      ['truncated', undefined, undefined],
    ]);
    const missed = 'Apr 12 15:28:49 n systemd-journald[1]: Missed 31 kernel messages\n';
    const overrun = 'Apr 12 15:28:49 n systemd-journald[1]: /dev/kmsg buffer overrun, some messages lost.\n';
    expect(kinds(scan(`${overrun}${missed}`))).toEqual([['rate_limited', 2, 31]]);
    expect(kinds(scan('Apr 12 15:28:49 n app[7]: it read: /dev/kmsg buffer overrun, some messages lost.\n'))).toEqual(
      [],
    );
    expect(kinds(scan('[ 4000.1] eth0: up\n'))).toEqual([['ring_wrapped', undefined, undefined]]);
    expect(kinds(scan('[    0.000000] Linux version 6.1.0\n[ 4000.1] eth0: up\n'))).toEqual([]);
  });

  it('calls a line too long when a literal occurs in it, wherever the chunks are cut', () => {
    const far = 'z'.repeat(20_000);
    const cases: readonly (readonly [string, number])[] = [
      [`${far}\nshort\n`, 0],
      [`${far}no space left\nshort\n`, 1],
      [`no space left ${far}\nshort\n`, 1],
      [`${'z'.repeat(16_384 - 6)}no space left${far}\n${far}\nno space left\n`, 1],
      [`${far}no space left`, 1],
      [`${'z'.repeat(16_384 - 13)}no space left\n`, 0],
    ];
    for (const [text, count] of cases) {
      for (const size of [1 << 20, 16_384, 16_390, 20_003, 700, 7]) {
        const log = createScanner(SIGNATURES, decodeLine).open({ path: 'x.log', emitter: 'any' });
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) log.write(Buffer.from(bytes.subarray(at, at + size)));
        const { cuts, lines } = log.end(true);
        expect(
          cuts.map((cut) => cut.count),
          `${text.slice(0, 20)} by ${size}`,
        ).toEqual(count === 0 ? [] : [count]);
        expect(lines).toBe(text.split('\n').filter((line) => line !== '').length);
      }
    }
  });

  it('counts an empty log and a log of one unfinished line', () => {
    expect(scan('')).toMatchObject({ lines: 0, bytes: 0, format: 'plain', matches: [] });
    expect(scan('write /a: no space left')).toMatchObject({ lines: 1 });
    expect(scan('\n\n')).toMatchObject({ lines: 2 });
  });

  it('holds no more than a line of a log without line ends', () => {
    const log = createScanner(SIGNATURES, decodeLine).open({ path: 'x.log', emitter: 'any' });
    const chunk = Buffer.alloc(1 << 20, 'z');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 200; i++) log.write(chunk);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    expect(log.end(true)).toMatchObject({ lines: 1, bytes: 200 << 20 });
  });

  it('lists a bounded number of distinct captures and counts the others', () => {
    const log = createScanner(SIGNATURES, decodeLine).open({ path: 'x.log', emitter: 'any' });
    for (let i = 0; i < 21_000; i++) log.write(Buffer.from(`write /d/${i}: no space left\n`));
    const [match] = log.end(true).matches;
    expect([match?.count, match?.occurrences.length, match?.unlisted, match?.untimed]).toEqual([
      21_000, 20_000, 1000, 21_000,
    ]);
  });

  it('refuses groups that exclude each other', () => {
    const circle = [
      signature({ id: 'one', literals: ['literal one'], regex: 'one', unless: ['two'] }),
      signature({ id: 'two', literals: ['literal two'], regex: 'two', unless: ['one'] }),
    ];
    expect(() => createScanner(circle, decodeLine)).toThrow(/exclude each other/);
  });

  it('puts times without a zone on the clock that the other lines of a daemon state', () => {
    const logrus = 'time="2024-04-12T15:28:39.000000000+08:00" level=info msg="write /a: no space left"';
    const own = '2024/04/12 15:28:40 write /b: no space left';
    const times = (log: Log) => log.matches.flatMap((m) => m.occurrences.map((o) => o.first));
    const utc = Date.UTC(2024, 3, 12, 7, 28, 39) / 1000;
    expect(times(scan(`${logrus}\n${own}\n`))).toEqual([
      { axis: 'utc', seconds: utc },
      { axis: 'utc', seconds: utc + 1 },
    ]);
    expect(times(scan(`${own}\n${logrus}\n${own}\n`))).toEqual([
      { axis: 'local', seconds: utc + 8 * 3600 + 1 },
      { axis: 'local', seconds: utc + 8 * 3600 },
    ]);
  });
});
