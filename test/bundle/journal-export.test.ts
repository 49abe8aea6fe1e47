import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { createJournalExportSink, isJournalExport } from '../../src/bundle/journal-export.ts';

function binary(name: string, value: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return Buffer.concat([Buffer.from(`${name}\n`), length, Buffer.from(`${value}\n`)]);
}

/** One entry; the message stands between other fields. */
function entry(micros: number, message: Buffer): Buffer {
  const before = `__CURSOR=s=0f6e;i=1\n__REALTIME_TIMESTAMP=${micros}\n__MONOTONIC_TIMESTAMP=1\n_HOSTNAME=node-7\n`;
  return Buffer.concat([Buffer.from(before), message, Buffer.from('SYSLOG_IDENTIFIER=kubelet\n_PID=812\n\n')]);
}

const EXPORT = Buffer.concat([
  entry(1768478400123456, Buffer.from('MESSAGE=first a=b\n')),
  entry(1768478401000001, binary('MESSAGE', 'second\nof two lines')),
  entry(1768478402000002, binary('MESSAGE', 'tenletters')),
]);

/** The lines that the log is given, by their number. */
function convert(bytes: Buffer, size: number): Map<number, string> {
  let text = '';
  const sink = createJournalExportSink({ write: (chunk) => (text += chunk.toString('utf8')), end: () => {} });
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    sink.write(chunk);
    chunk.fill(0x58);
  }
  sink.end(true);
  return new Map(
    text
      .split('\n')
      .map((line, index): [number, string] => [index + 1, line])
      .filter(([, line]) => line !== ''),
  );
}

describe('the export format of the journal', () => {
  it('is read as lines that stand where the messages stand in the file', () => {
    const lines = EXPORT.toString('latin1').split('\n');
    expect([...convert(EXPORT, 65_536)]).toEqual([
      [5, '1768478400.123456 node-7 kubelet[812]: first a=b'],
      [14, '1768478401.000001 node-7 kubelet[812]: second of two lines'],
      // The length of ten is itself a byte that ends a line.
      [25, '1768478402.000002 node-7 kubelet[812]: tenletters'],
    ]);
    expect(lines[4]).toBe('MESSAGE=first a=b');
    expect(lines[13]).toContain('second');
    expect(lines[24]).toContain('tenletters');
  });

  it('is read the same however it comes in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), (size) => {
        expect(convert(EXPORT, size)).toEqual(convert(EXPORT, 65_536));
      }),
    );
  });

  it('of any bytes is nothing worse than nothing', () => {
    const part = fc.oneof(
      fc.constant('__REALTIME_TIMESTAMP=1\n'),
      fc.constant('MESSAGE\n'),
      fc.constant('MESSAGE=\n\n'),
      fc.string(),
    );
    fc.assert(fc.property(fc.array(part), (parts) => void convert(Buffer.from(parts.join('')), 7)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void convert(Buffer.from(bytes), 7)));
  });

  it('is known by its first fields', () => {
    expect(isJournalExport(EXPORT)).toBe(true);
    expect(isJournalExport(Buffer.from('__CURSOR=s=0f6e\n'))).toBe(false);
  });
});

describe('an entry of a bundle in that format', () => {
  it('is a log with times and programs', () => {
    const { logs } = readFiles(new Map([['case-4711/journal.bin', EXPORT.toString('latin1')]]), []);
    expect(logs[0]?.value).toMatchObject({ format: 'journal-short', emitter: 'any' });
    expect(logs[0]?.value.first).toMatchObject({ axis: 'utc', seconds: 1768478400.123456 });
  });
});
