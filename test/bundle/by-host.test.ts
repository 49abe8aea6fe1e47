import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHostSink, hostOf } from '../../src/bundle/by-host.ts';

/** What each host got, with the number of its first line; the text comes in pieces of `step` bytes. */
function divided(text: string, step = 7): Record<string, string> {
  const hosts: Record<string, string> = {};
  const sink = createHostSink((host, firstLine) => {
    const name = `${host}:${firstLine}`;
    hosts[name] = '';
    return {
      write: (chunk) => {
        hosts[name] += chunk.toString();
      },
      end: (complete) => {
        hosts[name] += complete ? '.' : '!';
      },
    };
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += step) sink.write(bytes.subarray(at, at + step));
  sink.end(true);
  return hosts;
}

describe('the host of a line', () => {
  it.each([
    ['Apr 12 15:28:39.437193 master-0 kubelet[2110]: E0412', 'master-0'],
    ['Apr  2 15:28:39 master-0.example.com kernel: oom', 'master-0.example.com'],
    ['master-0.example.com Apr 12 15:28:39.437193 master-0 kubenswrapper[2110]: I0412', 'master-0.example.com'],
    ['2026-01-15T10:00:00.123456+0000 node-1 crio[99]: time="2026"', 'node-1'],
    ['Apr 12 15:28:39 kubelet[2110]: without a host', undefined],
    ['-- Logs begin at Thu 2026-01-15 10:00:00 UTC. --', undefined],
    ['        goroutine 1 [running]:', undefined],
    ['', undefined],
  ])('%j is %j', (line, host) => expect(hostOf(line)).toBe(host));
});

describe('a merged journal', () => {
  const line = (host: string, text: string): string => `Apr 12 15:28:39 ${host} kubelet[1]: ${text}\n`;

  it('gives each host its lines under the numbers that they have in the file', () => {
    const text = `-- head\n${line('a', '1')}${line('b', '2')}${line('b', '3')}  more\n${line('a', '4')}`;
    const hosts = divided(text);
    expect(Object.keys(hosts)).toEqual(['a:2', 'b:3']);
    expect(hosts['a:2']).toBe(`${line('a', '1')}\n\n\n${line('a', '4')}.`);
    expect(hosts['b:3']).toBe(`${line('b', '2')}${line('b', '3')}  more\n.`);
  });

  it('is the same however it is cut, and every line stays at its number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 600 })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 900 }),
        (lines, step) => {
          const text = lines.map(([host, rest]) => line(host, rest.replace(/[\r\n]/g, ' '))).join('');
          const hosts = divided(text, step);
          expect(hosts).toEqual(divided(text, 1 << 20));
          const whole = text.split('\n');
          for (const [name, own] of Object.entries(hosts)) {
            const first = Number(name.split(':')[1]);
            const parts = own.slice(0, -1).split('\n').slice(0, -1);
            for (const [i, part] of parts.entries()) if (part !== '') expect(part).toBe(whole[first - 1 + i]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of a flood of names is bounded', () => {
    let opened = 0;
    const sink = createHostSink(() => {
      opened++;
      return undefined;
    });
    for (let i = 0; i < 20_000; i++) sink.write(Buffer.from(line(`h${i}`, 'x')));
    sink.end(true);
    expect(opened).toBe(5_000);
  });
});
