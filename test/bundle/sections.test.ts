import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SectionFormat } from '../../src/bundle/layout.ts';
import { createSectionSink } from '../../src/bundle/sections.ts';

const RULERS: SectionFormat = {
  title: (line) => {
    const command = /^--- run (.+) ---$/.exec(line)?.[1];
    return command === undefined ? undefined : { command };
  },
  end: /^--- end/,
};

/** Every section of a text that comes in chunks of some size, as `title@first line: content`. */
function cut(text: string, size = 7, format = RULERS): string[] {
  const found: string[] = [];
  const sink = createSectionSink(format, (title, firstLine) => {
    const at = found.push(`${'command' in title ? title.command : title.file}@${firstLine}: `) - 1;
    return {
      write: (chunk) => {
        found[at] += chunk.toString('latin1');
      },
      end: (complete) => {
        found[at] += complete ? '.' : '!';
      },
    };
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < bytes.length; i += size) sink.write(bytes.subarray(i, i + size));
  sink.end(true);
  return found;
}

const TEXT = 'before\n--- run df -h ---\nFilesystem\n/dev/vda1\n--- end of df ---\nbetween\n--- run uname ---\nLinux\n';

describe('a file of several outputs', () => {
  it('is cut at its titles and ends, with the line each part begins at', () => {
    expect(cut(TEXT)).toEqual(['df -h@3: Filesystem\n/dev/vda1\n.', 'uname@8: Linux\n.']);
  });

  it('is cut the same however it comes in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
        expect(cut(TEXT, size)).toEqual(cut(TEXT));
      }),
    );
  });

  it('keeps long lines whole and looks for titles in their beginning only', () => {
    const long = `${'x'.repeat(2000)}--- run no ---`;
    expect(cut(`--- run a ---\n${long}\n--- run b ---\n`, 100)).toEqual([`a@2: ${long}\n.`, 'b@4: .']);
  });

  it('may have titles that are told by the line behind them', () => {
    const underlined: SectionFormat = {
      title: (line, before) => (/^~+$/.test(line) ? { command: before } : undefined),
    };
    expect(cut('docker info\n~~~~\nServers: 3\n', 5, underlined)).toEqual(['docker info@3: Servers: 3\n.']);
  });

  it('is known to be broken off where the archive is', () => {
    const ends: boolean[] = [];
    const sink = createSectionSink(RULERS, () => ({ write: () => {}, end: (complete) => ends.push(complete) }));
    sink.write(Buffer.from('--- run a ---\n1\n--- run b ---\n2'));
    sink.end(false);
    expect(ends).toEqual([true, false]);
  });

  it('loses no byte of a section, whatever is in it', () => {
    const line = fc.string({ maxLength: 40 }).filter((text) => !text.includes('\n') && !text.startsWith('---'));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 50 }), (lines, size) => {
        const body = Buffer.from(lines.map((text) => `${text}\n`).join(''), 'utf8').toString('latin1');
        expect(cut(`--- run a ---\n${body}`, size)).toEqual([`a@2: ${body}.`]);
      }),
    );
  });
});

describe('a format that knows more of its tool', () => {
  const format: SectionFormat = {
    ...RULERS,
    untitled: { command: 'dmesg' },
    failure: (line) =>
      line.startsWith('failed: ') ? { command: line.slice(8), status: 'failed', reason: 'no' } : undefined,
  };

  it('gives what stands before the first title to the output it belongs to', () => {
    expect(cut('\nlast lines\n--- run a ---\nx\n', 5, format)).toEqual(['dmesg@2: last lines\n.', 'a@4: x\n.']);
    expect(cut('\n--- run a ---\nx\n', 5, format)).toEqual(['a@3: x\n.']);
  });

  it('hears of failures, which are no content and move no line', () => {
    const failed: string[] = [];
    const written: string[] = [];
    const sink = createSectionSink(
      format,
      () => ({ write: (chunk) => written.push(chunk.toString()), end: () => {} }),
      ({ command }, line) => failed.push(`${command}@${line}`),
    );
    sink.write(Buffer.from('failed: b\n--- run a ---\n1\nfailed: a\n2\n'));
    sink.end(true);
    expect(failed).toEqual(['b@1', 'a@4']);
    expect(written.join('')).toBe('1\n\n2\n');
  });

  it('does not open more outputs than a tool could have made, and says so once', () => {
    const failed: string[] = [];
    let opened = 0;
    const sink = createSectionSink(
      RULERS,
      () => {
        opened++;
        return undefined;
      },
      ({ command, status }, line) => failed.push(`${status} ${command}@${line}`),
    );
    sink.write(Buffer.from('--- run df ---\n'.repeat(30_000)));
    sink.end(true);
    expect(opened).toBe(20_000);
    expect(failed).toEqual(['skipped df@20001']);
  });

  it('leaves an underlined title out of the section before it, however the text comes in', () => {
    const format: SectionFormat = {
      title: (line, before) => (/^~+$/.test(line) && line.length === before.length ? { command: before } : undefined),
      underlined: true,
    };
    const long = 'x'.repeat(2_000);
    const text = `df -h\n~~~~~\nFilesystem\n~~~~\n${long}\n\nmount\n~~~~~\n/dev/vda1 on /`;
    const sections = [`df -h@3: Filesystem\n~~~~\n${long}\n\n.`, 'mount@9: /dev/vda1 on /.'];
    for (const size of [1, 7, 511, 4_096]) expect(cut(text, size, format)).toEqual(sections);
    expect(cut(`${text}\nlast\n`, 5, format)[1]).toBe('mount@9: /dev/vda1 on /\nlast\n.');
  });
});
