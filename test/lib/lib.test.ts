import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InquestError, reasonOf } from '../../src/errors.ts';
import { formatBytes, parseBytes } from '../../src/lib/bytes.ts';
import { decoded, LineAssembler } from '../../src/lib/lines.ts';
import { redact } from '../../src/lib/redact.ts';
import { formatSourceRef } from '../../src/lib/source-ref.ts';
import { cut, cutAtWord, didYouMean, formatCount, plural, quote, visible } from '../../src/lib/text.ts';
import { formatDuration, formatTime, parseDuration, parseUtcOffset } from '../../src/lib/time.ts';

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [40_372_692_582, '37.6 GiB'],
    [150 * 2 ** 30, '150 GiB'],
    [2 ** 60, '1024 PiB'],
    [-2048, '-2.0 KiB'],
  ])('%d is %s', (n, text) => expect(formatBytes(n)).toBe(text));
  it.each([
    ['50M', 50e6],
    ['1Gi', 2 ** 30],
    ['64KiB', 65_536],
    ['512', 512],
    ['1.5k', 1500],
    [' 2 Mi ', 2 ** 21],
    ['', undefined],
    ['x', undefined],
    ['1Zi', undefined],
    ['-1', undefined],
  ])('%j reads as %s', (text, n) => expect(parseBytes(text)).toBe(n));
});

describe('a text cut at a word', () => {
  it.each([
    ['at most 402 of any other kind: 65133 pipes', 34, 'at most 402 of any other kind: …'],
    ['short enough', 20, 'short enough'],
    ['xxxxxxxxxxxxxxxxxxxx', 10, 'xxxxxxxxx…'],
  ])('%j to %i letters', (text, max, expected) => {
    expect(cutAtWord(text, max)).toBe(expected);
    expect(cutAtWord(text, max).length).toBeLessThanOrEqual(max);
  });
});

describe('durations and times', () => {
  it.each([
    [0.44, '0.4s'],
    [122, '2m 2s'],
    [21_253_536, '245d 23h'],
    [86_400, '1d'],
    [3_601, '1h'],
    [59.6, '1m'],
    [-5, '-5s'],
  ])('%d s is %s', (s, text) => expect(formatDuration(s)).toBe(text));
  it.each([
    ['5m', 300],
    ['2m2s', 122],
    ['1h30m', 5400],
    ['250ms', 0.25],
    ['', undefined],
    ['5', undefined],
    ['m', undefined],
    ['5 m', undefined],
  ])('%j reads as %s', (text, s) => expect(parseDuration(text)).toBe(s));
  it.each([
    ['+0800', 28_800],
    ['-03:30', -12_600],
    ['Z', 0],
    ['UTC', 0],
    ['CET', undefined],
    ['+8', undefined],
  ])('zone %s reads as %s', (text, s) => expect(parseUtcOffset(text)).toBe(s));
  it('prints UTC to the second, before 1970 as well', () => {
    expect(formatTime(1_768_478_400.9)).toBe('2026-01-15T12:00:00Z');
    expect(formatTime(-0.5)).toBe('1969-12-31T23:59:59Z');
  });
  it('prints any number without failing', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300])
      expect(() => formatTime(value)).not.toThrow();
  });
});

describe('text', () => {
  it('is cut with a mark, quoted and counted', () => {
    expect([cut('abcdef', 6), cut('abcdefg', 6)]).toEqual(['abcdef', 'abcde…']);
    expect(quote('a\n"b"')).toBe('"a\\n\\"b\\""');
    expect(quote('x'.repeat(100))).toHaveLength(62);
    expect([formatCount(60_793), formatCount(999), formatCount(-1_234_567), formatCount(1234.5)]).toEqual([
      '60,793',
      '999',
      '-1,234,567',
      '1,234.5',
    ]);
    expect([plural(1, 'mount'), plural(2, 'mount'), plural(0, 'entry', 'entries')]).toEqual([
      '1 mount',
      '2 mounts',
      '0 entries',
    ]);
    expect([formatSourceRef({ path: 'a' }), formatSourceRef({ path: 'a', line: 3 })]).toEqual(['a', 'a:3']);
  });

  it('shows what would hide or move', () => {
    expect(visible('a\u001b[2Jb\u202ec\tz\r\n')).toBe('a\\u001b[2Jb\\u202ec\tz\\u000d\\u000a');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (s) => !/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(visible(s)),
      ),
    );
  });

  it('finds the nearest candidate, and none that is far', () => {
    expect(didYouMean('mouts', ['mounts', 'df'])).toBe('mounts');
    expect(didYouMean('sysctl', ['mountinfo', 'processes'])).toBeUndefined();
    expect(didYouMean('', [])).toBeUndefined();
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        (word) => didYouMean(word, ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', word]) === word,
      ),
    );
  });
});

describe('lines', () => {
  const linesOf = (
    chunks: readonly Buffer[],
    max?: number,
  ): { lines: [string, number][]; count: number; truncated: number } => {
    const lines: [string, number][] = [];
    const assembler = new LineAssembler(
      decoded((text, number) => lines.push([text, number])),
      max,
    );
    for (const chunk of chunks) assembler.write(chunk);
    return { lines, count: assembler.end(), truncated: assembler.truncatedLines };
  };

  it('are the same however the bytes are cut', () => {
    const text = fc
      .array(fc.constantFrom('a', 'ä', '\n', '\r\n', '€', '\r'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(20), { maxLength: 10 }), (whole, sizes) => {
        const bytes = Buffer.from(whole);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        chunks.push(bytes.subarray(at));
        const expected =
          whole === ''
            ? []
            : whole
                .replace(/\n$/, '')
                .split('\n')
                .map((l) => l.replace(/\r$/, ''));
        expect(linesOf(chunks).lines.map(([l]) => l)).toEqual(expected);
      }),
    );
  });

  it('that are too long are cut and counted, and the next one is whole', () => {
    expect(linesOf([Buffer.from('aaaa'), Buffer.from('aaaa\nbb\n')], 5)).toEqual({
      lines: [
        ['aaaaa', 1],
        ['bb', 2],
      ],
      count: 2,
      truncated: 1,
    });
  });

  it('survive the reuse of the chunk by its producer', () => {
    const chunk = Buffer.from('ab');
    const lines: string[] = [];
    const assembler = new LineAssembler(decoded((text) => lines.push(text)));
    assembler.write(chunk);
    chunk.fill('x');
    assembler.end();
    expect(lines).toEqual(['ab']);
  });
});

describe('redaction', () => {
  it.each([
    ['--db-password=x1y2', '--db-password=***'],
    ['--password hunter2 --port 5', '--password *** --port 5'],
    ['{"token":"abc"}', '{"token":***}'],
    ['["--db-password", "x1y2", "--port"]', '["--db-password", "***", "--port"]'],
    ['{"msg":"[\\"--token\\",\\"x1y2\\"]"}', '{"msg":"[\\"--token\\",\\"***\\"]"}'],
    ['curl -s -u me:x1y2 http://h/', 'curl -s -u me:*** http://h/'],
    ['mysqldump -h db -px1y2 all', 'mysqldump -h db -p*** all'],
    ['curl -s http://h/ -o u:v', 'curl -s http://h/ -o u:v'],
    ['https://user:pw@host/x', 'https://user:***@host/x'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer ***'],
    ['mount /var/lib/docker rw,relatime', 'mount /var/lib/docker rw,relatime'],
  ])('%s', (text, expected) => expect(redact(text)).toBe(expected));

  it('takes time that grows with the text only', () => {
    const started = performance.now();
    for (const text of [
      'password'.repeat(200_000),
      'a:'.repeat(500_000),
      '://'.repeat(300_000),
      `eyJ${'a'.repeat(1_000_000)}`,
    ])
      redact(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('errors', () => {
  it('carry their exit code, sentence and hint', () => {
    expect(new InquestError('USAGE', { message: 'm' })).toMatchObject({
      exit: 2,
      message: 'm',
      hint: expect.any(String),
    });
    expect(
      new InquestError('ARCHIVE_LIMIT', { path: 'p', what: 'the ratio', limit: '1000', option: '--max-ratio' }),
    ).toMatchObject({ exit: 3, hint: expect.stringContaining('--max-ratio') });
    expect(new InquestError('RULES_INVALID', { count: '1 problem', problems: 'x' }).exit).toBe(4);
  });

  it('tell the reason of a failed call in words', () => {
    expect(reasonOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('no such file or directory');
    expect(reasonOf(new Error('one\ntwo'))).toBe('one');
    expect(reasonOf(undefined)).toBe('undefined');
  });
});
