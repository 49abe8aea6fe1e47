import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

describe.each(samples)('$parser.source', ({ parser, text, sniffed, rows }) => {
  const whole = parse(parser, text);

  it('reads its usual form without a problem', () => {
    expect(whole.document).toBeDefined();
    expect(whole.problems).toEqual([]);
  });

  it('reads CRLF, a missing last line end and single bytes like the usual form', () => {
    expect(parse(parser, text.replaceAll('\n', '\r\n')).document).toEqual(whole.document);
    // Only for sysctl is the missing end of a line news: where the source was cut, the last value may be cut as well.
    const unended = parser.source === 'sysctl' ? { ...Object(whole.document), unended: true } : whole.document;
    expect(parse(parser, text.trimEnd()).document).toEqual(unended);
    expect(parse(parser, text, { chunkBytes: 1 }).document).toEqual(whole.document);
  });

  it('says that an empty file holds nothing, or nothing set', () => {
    const { document } = parse(parser, '');
    if (parser.source === 'docker_inspect') expect(document).toEqual({ containers: [] });
    else if (parser.source === 'docker_daemon_config') expect(document).toMatchObject({ keys: [] });
    else expect(document).toBeUndefined();
  });

  it('does not throw wherever the text is cut', () => {
    for (let end = 0; end < text.length; end++) parse(parser, text.slice(0, end));
  });

  it('does not throw on lines and bytes of any kind', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...text.split('\n')),
      fc.stringMatching(/^[ -~]{0,40}$/),
      // The key that objects treat as no other.
      fc.constantFrom(
        '__proto__: 1',
        '__proto__=1',
        '__proto__ 1',
        '/proc/1/net/nf_conntrack:__proto__=1',
        '{"__proto__":{"a":"1"}}',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        parse(parser, lines.join('\n'));
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        parse(parser, Buffer.from(bytes));
      }),
      { numRuns: 60 },
    );
  });

  it('knows its own text, and only that, when it sniffs', () => {
    expect(parser.sniff?.(text) ?? false).toBe(sniffed);
    for (const other of samples) {
      if (other.parser !== parser)
        expect([other.parser.source, parser.sniff?.(other.text) ?? false]).toEqual([
          other.parser.source,
          other.parser.source === 'df_daemon_tmp' && parser.source === 'df',
        ]);
    }
    expect(parser.sniff?.('\u0000\u0001\u0002'.repeat(1000)) ?? false).toBe(false);
    expect(parser.sniff?.('Nov 21 10:00:00 node-7 kubelet[812]: E1121 probe failed\n'.repeat(70)) ?? false).toBe(false);
  });

  it.runIf(rows)('reads 100,000 lines in time that grows with the text', () => {
    const lines = text.split('\n').slice(0, -1);
    const last = lines.at(-1) ?? '';
    const started = performance.now();
    const long = parse(parser, `${lines.join('\n')}\n${`${last}\n`.repeat(100_000)}`);
    expect(long.document).toBeDefined();
    // Some hundred milliseconds; quadratic time would take minutes.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('survives one line without end', () => {
    const started = performance.now();
    for (const unit of [
      'a',
      ' ',
      '1 ',
      'a=',
      '-',
      '{',
      '"',
      '\\',
      ': ',
      '[',
      '/',
      'a:1 ',
      'a.',
      'up ',
      '()',
      'a,',
      '\t',
      '% ',
      '1 (',
      "'",
    ]) {
      parse(parser, unit.repeat(100_000 / unit.length));
      parse(parser, text.trimEnd() + unit.repeat(100_000 / unit.length));
    }
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
