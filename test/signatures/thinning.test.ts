import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import { type Log, logSchema, type Signature } from '../../src/signatures/signature.ts';
import { likeOf } from '../../src/signatures/thinning.ts';

const SIGNATURES: Signature[] = [
  {
    id: 'write-failed',
    group: 'write_failed',
    sources: ['any'],
    literals: ['no space left'],
    regex: 'write (?<path>/[^\\s:]+): no space left',
    samples: [],
    reference: 'test',
  },
];

function scan(lines: readonly string[], previousBoot = false): Log {
  const log = createScanner(SIGNATURES, decodeLine).open({ path: 'x.log', emitter: 'kubelet', previousBoot });
  log.write(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return logSchema.parse(log.end(true));
}

const iso = (clock: string, message: string): string => `2026-04-12T${clock}+0000 node-1 kubelet[811]: ${message}`;
const klog = (clock: string, place: string, text: string): string =>
  iso(clock, `E0412 ${clock}.437193     811 ${place}] ${text}`);
const marker = (left: number, lines: number, like: string, minute: string): string =>
  `-- inquest: ${left} of ${lines} lines like "${like}" left out in ${minute} --`;
const MINUTE = Date.UTC(2026, 3, 12, 2, 30) / 60_000;

describe('a thinned log', () => {
  const log = scan([
    '-- inquest: earlier lines left out --',
    klog('02:29:10', 'kubelet.go:2200', 'SyncLoop'),
    klog('02:30:01', 'nested.go:301', 'write /a: no space left'),
    klog('02:30:02', 'nested.go:301', 'write /b: no space left'),
    klog('02:30:03', 'nested.go:301', 'write /a: no space left'),
    marker(2997, 3000, 'nested.go:301]', '2026-04-12T02:30'),
    klog('02:31:01', 'nested.go:301', 'write /a: no space left'),
    marker(0, 120, 'nested.go:301]', '2026-04-12T02:31'),
  ]);

  it('says how many lines of which message there were in each minute', () => {
    expect(log.floods).toEqual([
      {
        like: 'nested.go:301]',
        line: 6,
        lines: 3120,
        left: 2997,
        perMinute: [
          [MINUTE, 3000],
          [MINUTE + 1, 120],
        ],
        first: { axis: 'utc', seconds: MINUTE * 60 },
        last: { axis: 'utc', seconds: (MINUTE + 1) * 60 },
      },
    ]);
  });

  it('ties a match to the flood it is part of, and counts only what is there', () => {
    expect(log.matches).toMatchObject([{ count: 4, likes: ['nested.go:301]'] }]);
  });

  it('is not whole', () => {
    expect(log.cuts.map((cut) => [cut.kind, cut.line, cut.lost])).toEqual([
      ['tail_only', 1, undefined],
      ['thinned', 6, 2997],
    ]);
  });

  it('does not tie a match whose lines look different', () => {
    const other = scan([
      klog('02:30:01', 'other.go:17', 'write /a: no space left'),
      marker(10, 13, 'nested.go:301]', '2026-04-12T02:30'),
    ]);
    expect(other.matches).toMatchObject([{ count: 1 }]);
    expect(other.matches[0]?.likes).toBeUndefined();
  });

  it.each([
    ['Apr 12 02:30', 'Apr 12 02:30:01 node-1 kubelet[811]: write /a: no space left'],
    ['E0412 02:30', 'E0412 02:30:01.437193     811 nested.go:301] write /a: no space left'],
  ])('places the minute %s on the axis of its log', (minute, line) => {
    const found = scan([line, marker(7, 10, likeOf(line), minute)]);
    const seconds = found.first?.seconds ?? Number.NaN;
    expect(found.floods?.[0]?.perMinute).toEqual([[Math.floor(seconds / 60), 10]]);
    expect(found.matches[0]?.likes).toEqual([likeOf(line)]);
  });

  it('takes no count from a line that only quotes a marker', () => {
    const found = scan([iso('02:30:01', marker(7, 10, 'x', '2026-04-12T02:30').replace('--', 'see: --'))]);
    expect(found).not.toHaveProperty('floods');
    expect(found.cuts).toEqual([]);
  });
});

describe('probes', () => {
  const log = scan([
    '-- inquest: probe of 10 s at 2026-04-12T01:00:00Z --',
    '-- inquest: probe of 10 s at 2026-04-12T02:00:00Z --',
    klog('02:00:01', 'nested.go:301', 'write /a: no space left'),
    marker(497, 500, 'nested.go:301]', '2026-04-12T02:00'),
  ]);

  it('are kept with their time, and project what they saw to a minute', () => {
    expect(log.probes).toMatchObject([
      { line: 1, seconds: 10, at: { seconds: (MINUTE - 90) * 60 } },
      { line: 2, seconds: 10, at: { seconds: (MINUTE - 30) * 60 } },
    ]);
    expect(log.floods?.[0]?.perMinute).toEqual([[MINUTE - 30, 3000]]);
    expect(log.cuts.map((cut) => cut.kind)).toEqual(['probes', 'thinned']);
  });
});

it('seconds since boot of another boot are no time', () => {
  const lines = ['[    0.000000] Linux version 5.4.0', '[  812.000000] write /a: no space left'];
  expect(scan(lines).matches[0]?.first).toEqual({ axis: 'boot', seconds: 812 });
  expect(scan(lines, true).matches[0]).not.toHaveProperty('first');
  expect(scan(lines, true)).not.toHaveProperty('first');
});

describe('what makes two lines alike', () => {
  it.each([
    ['the place that klog names', klog('02:30:01', 'nested.go:301', 'write /a'), 'nested.go:301]'],
    [
      'the message without numbers',
      '2026-04-12T02:30:01+0000 node-1 kernel: EXT4-fs (vdb1): error 0x7fe2a at 17',
      'kernel: EXT#-fs (v#): error #x# at #',
    ],
    [
      'the message of dockerd without its time',
      '2026-04-12T02:30:01+0000 node-1 dockerd[99]: time="2026-04-12T02:30:01.1Z" level=error msg="no space"',
      'dockerd[#]: level=error msg="no space"',
    ],
  ])('is %s', (_, line, like) => {
    expect(likeOf(line)).toBe(like);
  });

  it('is at most 60 bytes, whatever the line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (line) => {
        const like = likeOf(line);
        expect(like.length).toBeLessThanOrEqual(200);
        expect(likeOf(line)).toBe(like);
      }),
    );
  });
});
