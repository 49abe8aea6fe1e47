import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKlogPairs } from '../../../src/parsers/log-lines/klog.ts';
import { parseLogfmt } from '../../../src/parsers/log-lines/logfmt.ts';

describe('parseKlogPairs', () => {
  it('reads quoted, bare and bracketed values', () => {
    const message =
      '"Probe failed" probeType="Readiness" pod="prod/cart-0" podUID=11cf-be01 seconds=17.2 output="Get \\"http://a\\": x" pods=["a/b","c/d"] condition={Type:Ready Status:False Msg:[a b]} last="z"';
    const parsed = parseKlogPairs(message);
    expect(parsed?.message).toBe('Probe failed');
    expect(Object.fromEntries(parsed?.pairs ?? [])).toEqual({
      probeType: 'Readiness',
      pod: 'prod/cart-0',
      podUID: '11cf-be01',
      seconds: '17.2',
      output: 'Get "http://a": x',
      pods: '["a/b","c/d"]',
      condition: '{Type:Ready Status:False Msg:[a b]}',
      last: 'z',
    });
  });

  it('undoes the escapes of Go and keeps what it does not know', () => {
    const parsed = parseKlogPairs('"a\\tb" x="line\\nnext \\u00e9 \\x41 \\q \\\\"');
    expect(parsed?.message).toBe('a\tb');
    expect(parsed?.pairs.get('x')).toBe('line\nnext é A \\q \\');
  });

  it('reads what is left of a cut line', () => {
    expect(parseKlogPairs('"Probe failed" pod="prod/ca')?.pairs.get('pod')).toBe('prod/ca');
    expect(parseKlogPairs('"Probe fai')).toBeUndefined();
    expect(parseKlogPairs('skipping pod synchronization')).toBeUndefined();
  });

  it('reads back any text that it is given in quotes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (message, value) => {
        const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
        const parsed = parseKlogPairs(`${quote(message)} first=${quote(value)} second=2`);
        expect(parsed?.message).toBe(message);
        expect([...(parsed?.pairs ?? [])]).toEqual([
          ['first', value],
          ['second', '2'],
        ]);
      }),
    );
  });

  it('ends on hostile input', () => {
    for (const seed of ['"', 'a=', '[', '{"', '" a="', '\\"']) {
      const started = performance.now();
      parseKlogPairs(`"x" ${seed.repeat(10_000)}`);
      parseLogfmt(seed.repeat(10_000));
      expect(performance.now() - started, seed).toBeLessThan(100);
    }
  });
});

describe('parseLogfmt', () => {
  it('reads the fields of logrus', () => {
    const line =
      'time="2024-04-12T15:28:39.4+08:00" level=error msg="exec \\"sh\\" failed" container=4f1c module=libcontainerd error="x y"';
    expect(Object.fromEntries(parseLogfmt(line) ?? [])).toEqual({
      time: '2024-04-12T15:28:39.4+08:00',
      level: 'error',
      msg: 'exec "sh" failed',
      container: '4f1c',
      module: 'libcontainerd',
      error: 'x y',
    });
  });

  it('stops at what is no field', () => {
    expect([...(parseLogfmt('a=1 then text b=2') ?? [])]).toEqual([['a', '1']]);
    expect(parseLogfmt('plain text')).toBeUndefined();
  });
});
