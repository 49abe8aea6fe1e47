import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { checkSignature } from '../../src/signatures/check.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import { type Emitter, type Log, logSchema, type Signature } from '../../src/signatures/signature.ts';

const HEAD: Signature = {
  id: 'table',
  group: 'table',
  sources: ['kernel'],
  literals: ['table begins'],
  regex: 'table begins',
  samples: ['table begins'],
  reference: 'test',
};
const ROW: Signature = {
  id: 'row',
  group: 'row',
  sources: ['kernel'],
  literals: [],
  follows: { group: 'table', lines: 3 },
  regex: '^row (?<name>\\w+)$',
  samples: ['row a'],
  reference: 'test',
};

function scan(text: string, emitter: Emitter = 'kernel', cuts: readonly number[] = []): Log {
  const log = createScanner([ROW, HEAD], decodeLine).open({ path: 'x.log', emitter });
  const bytes = Buffer.from(text);
  let at = 0;
  for (const length of cuts) {
    log.write(bytes.subarray(at, at + length));
    at += length;
  }
  if (at < bytes.length) log.write(bytes.subarray(at));
  return logSchema.parse(log.end(true));
}

const rows = (log: Log) => log.matches.find((m) => m.signature === 'row')?.occurrences.map((o) => o.captures) ?? [];

describe('records of several lines', () => {
  it('take only lines behind the one they begin with, up to their number of lines', () => {
    const text = 'row before\ntable begins\nrow a\nother\nrow b\nrow late\n';
    expect(rows(scan(text))).toEqual([
      { name: 'a', record: '2' },
      { name: 'b', record: '2' },
    ]);
  });

  it('keep equal lines of two records apart', () => {
    const text = 'table begins\nrow a\ntable begins\nrow a\n';
    expect(rows(scan(text))).toEqual([
      { name: 'a', record: '1' },
      { name: 'a', record: '3' },
    ]);
  });

  it('take nothing that another program wrote in between', () => {
    const text =
      'Jan 15 11:00:00 n kernel: table begins\nJan 15 11:00:00 n app[7]: row x\nJan 15 11:00:00 n kernel: row a\n';
    expect(rows(scan(text, 'any'))).toEqual([{ name: 'a', record: '1' }]);
  });

  it('are the same for every way to cut the bytes', () => {
    const text = 'a\ntable begins\r\nrow a\r\nrow b\nrow c\nrow d\ntable begins\nrow a';
    const whole = scan(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), (cuts) => {
        expect(scan(text, 'kernel', cuts)).toEqual(whole);
      }),
    );
  });

  it('end at 200 of a kind, and a log of nothing else is read in linear time', () => {
    const log = scan('table begins\nrow a\n'.repeat(20_000));
    expect(rows(log)).toHaveLength(200);
  });

  it('need no literals, and others do', () => {
    const { follows, ...alone } = ROW;
    expect(follows).toBeDefined();
    expect(checkSignature(ROW)).toEqual([]);
    expect(checkSignature(alone)).toContainEqual(expect.stringContaining('has literals, or follows'));
    expect(checkSignature({ ...HEAD, follows: { group: 'row', lines: 3 } })).toHaveLength(1);
  });
});
