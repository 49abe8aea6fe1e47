import { describe, expect, test } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import type { Log, Signature } from '../../src/signatures/signature.ts';

const failure: Signature = {
  id: 'disk-failure',
  group: 'disk_failure',
  sources: ['any'],
  literals: ['disk failure'],
  regex: 'disk failure on (?<device>\\w+)',
  samples: ['disk failure on sda'],
  reference: 'test',
};

function scan(text: string, chunk = text.length): Log {
  const log = createScanner([failure], decodeLine).open({ path: 'a.log', emitter: 'any' });
  for (let at = 0; at < text.length; at += chunk) log.write(Buffer.from(text.slice(at, at + chunk)));
  return log.end(true);
}

const around = (log: Log) => log.matches[0]?.occurrences.map((o) => o.sample.around);

describe('lines around a match', () => {
  test('are the one before and the one after it', () => {
    expect(around(scan('one\ntwo\ndisk failure on sda\nfour\nfive\n'))).toEqual([
      { whole: 'disk failure on sda', before: 'two', after: 'four' },
    ]);
  });

  test('at the ends of a log there are fewer', () => {
    expect(around(scan('disk failure on sda'))).toEqual([{ whole: 'disk failure on sda' }]);
    expect(around(scan('one\ndisk failure on sda\n'))).toEqual([{ whole: 'disk failure on sda', before: 'one' }]);
  });

  test('are right wherever the log is cut into chunks', () => {
    const text = 'zero\none\ndisk failure on sda\ndisk failure on sdb\nthree\nfour\n';
    for (let chunk = 1; chunk <= text.length; chunk++) {
      expect(around(scan(text, chunk))).toEqual([
        { whole: 'disk failure on sda', before: 'one', after: 'disk failure on sdb' },
        { whole: 'disk failure on sdb', before: 'disk failure on sda', after: 'three' },
      ]);
    }
  });

  test('are kept of the first few kinds, and change no count', () => {
    const text = [...Array(50).keys()].map((i) => `disk failure on sd${i}\nother ${i}\n`).join('');
    const log = scan(text);
    expect(log.matches[0]?.count).toBe(50);
    expect(log.lines).toBe(100);
    expect(around(log)?.filter((a) => a !== undefined).length).toBe(5);
  });

  test('a line that is longer than a sample is whole', () => {
    const line = `disk failure on sda ${'x'.repeat(1000)}`;
    expect(around(scan(`${line}\n`))?.[0]?.whole).toBe(line);
  });
});
