import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { failure, messages, noise, readBytes, readPath, readStdin, scratchFile, texts } from './reading.ts';
import { tar } from './tar-builder.ts';

const line = 'Apr 12 16:00:00 node-1 kernel: oom\n';
/** The line, packed by xz 5.4, zstd 1.5 and bzip2 1.0. */
const SMALL = {
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAiQXByIDEyIDE2OjAwOjAwIG5vZGUtMSBrZXJuZWw6IG9vbQoAAO/7AzV1jcj9AAE7I2ErU74ftvN9AQAAAAAEWVo=',
  zst: 'KLUv/QRYGQEAQXByIDEyIDE2OjAwOjAwIG5vZGUtMSBrZXJuZWw6IG9vbQouLwzr',
  bz2: 'QlpoOTFBWSZTWXfQJdYAAAndgAAQQAJxECAABg/QACAAMU0yMTExCI0aaepk0ydpVUOZlcAkKMs0xMh0jCYOa18XckU4UJB30CXW',
} as const;
type Kind = keyof typeof SMALL;
const small = (kind: Kind): Buffer => Buffer.from(SMALL[kind], 'base64');

const TOOLS: Readonly<Record<Kind, string>> = { xz: 'xz', zst: 'zstd', bz2: 'bzip2' };

function pack(kind: Kind, bytes: Buffer | string, ...options: string[]): Buffer {
  return execFileSync(TOOLS[kind], [...options, '-c', ...(kind === 'zst' ? ['-q'] : [])], {
    input: bytes,
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

function lacks(kind: Kind): boolean {
  try {
    execFileSync(TOOLS[kind], ['--version'], { stdio: 'ignore', input: '' });
    return false;
  } catch {
    return true;
  }
}

const files = [
  { name: 'top/proc/1/mountinfo', content: '36 35 98:0 / / rw - ext4 /dev/vda1 rw\n' },
  { name: 'top/noise', content: noise(400_000) },
  {
    name: 'top/var/log/messages',
    content: `${line.repeat(30_000)}${noise(900_000).toString('base64')}${'a'.repeat(3_000_000)}`,
  },
];
const archive = tar(...files);
const smallArchive = tar({ name: 'a', content: line.repeat(3_000) }, { name: 'b', content: noise(150_000) });

describe.each(['xz', 'zst', 'bz2'] as const)('%s', (kind) => {
  const format = { xz: 'xz', zst: 'zstd', bz2: 'bzip2' }[kind];

  it('of a single file is one entry, whose name loses the ending', async () => {
    const reading = await readPath(scratchFile(small(kind), `messages.${kind}`));
    expect(Object.values(texts(reading))).toEqual([line]);
    expect(reading.entries[0]?.header.path).toMatch(/-messages$/);
    expect(reading.summary).toMatchObject({ format, complete: true, problems: [], unpackedBytes: line.length });
  });

  it('inside a bundle is a log in its place', async () => {
    const reading = await readBytes(
      tar({ name: `var/log/syslog.2.${kind}`, content: small(kind) }, { name: 'b', content: '1' }),
    );
    expect(texts(reading)).toEqual({ 'var/log/syslog.2': line, b: '1' });
  });

  it.each(['single bytes', 'all at once'])('of several streams one after the other is one: %s', async (how) => {
    const bytes = Buffer.concat([small(kind), small(kind), small(kind)]);
    const reading = await readStdin(bytes, { pieces: how === 'single bytes' ? 1 : bytes.length });
    expect(texts(reading)).toEqual({ stdin: line.repeat(3) });
    expect(reading.summary).toMatchObject({ complete: true, problems: [] });
  });

  it.each([
    ['a byte', 'x'],
    ['text', '--boundary--\r\n'],
    ['much noise', noise(20_000)],
  ])('followed by %s: a problem, and nothing is lost', async (_, garbage) => {
    const bytes = Buffer.concat([small(kind), Buffer.from(garbage)]);
    for (const reading of [await readBytes(bytes), await readStdin(bytes, { pieces: 37 })]) {
      expect(Object.values(texts(reading))).toEqual([line]);
      expect(messages(reading)).toEqual([`bytes after the end of the ${format} data were ignored`]);
      expect(reading.summary).toMatchObject({ complete: true, bytes: bytes.length });
    }
  });

  it('cut anywhere gives a first part and is incomplete', async () => {
    const bytes = small(kind);
    for (let length = 12; length < bytes.length; length++) {
      const reading = await readBytes(bytes.subarray(0, length)).catch(() => undefined);
      expect(reading?.summary.complete ?? false).toBe(false);
      expect(line.startsWith(Object.values(texts(reading ?? (await readBytes('A'))))[0] ?? '')).toBe(true);
    }
  });

  it('with any byte changed never hangs, and never throws another error than one for the user', async () => {
    for (let at = 10; at < small(kind).length; at++) {
      const bytes = small(kind);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      const reading = await readBytes(bytes).catch(async (error: unknown) => {
        expect((await failure(Promise.reject(error))).code).toBe('ARCHIVE_FORMAT');
      });
      for (const entry of reading?.entries ?? []) expect(entry.ended).toBeDefined();
    }
  });

  describe.skipIf(lacks(kind))(`made by ${TOOLS[kind]} (skipped where it is not installed)`, () => {
    const packed = lacks(kind) ? Buffer.alloc(0) : pack(kind, archive, '-1');

    it('holds a tar archive', async () => {
      for (const reading of [await readBytes(packed), await readStdin(packed, { pieces: 9_973 })]) {
        expect(reading.entries.map((e) => [e.header.path, e.ended])).toEqual(files.map((f) => [f.name, true]));
        expect(reading.entries.every((e, i) => e.content.equals(Buffer.from(files[i]!.content)))).toBe(true);
        expect(reading.summary).toMatchObject({ format: `tar.${kind}`, complete: true, problems: [] });
      }
    });

    it.each([0.2, 0.6, 0.95])('cut at %f: what came before is used', async (part) => {
      const reading = await readBytes(packed.subarray(0, Math.floor(packed.length * part)));
      expect(reading.summary.complete).toBe(false);
      expect(messages(reading)[0]).toMatch(
        new RegExp(`the ${format} data is cut off at byte [\\d,]+ of the unpacked stream`),
      );
      for (const [i, { content, ended }] of reading.entries.entries()) {
        expect(Buffer.from(files[i]!.content).subarray(0, content.length).equals(content)).toBe(true);
        expect(ended).toBe(i < reading.entries.length - 1);
      }
    });

    // Of zstd no checksum is verified, and the content here is noise that was stored as it is.
    it.skipIf(kind === 'zst')('damaged in the middle: what came before is used', async () => {
      const bytes = Buffer.from(packed);
      noise(64).copy(bytes, Math.floor(bytes.length * 0.7));
      const reading = await readBytes(bytes);
      expect(reading.summary.complete).toBe(false);
      expect(reading.entries[0]?.content.toString()).toBe(files[0]?.content);
    });

    it('of zeros is stopped by its ratio', async () => {
      const bomb = pack(kind, tar({ name: 'zeros', content: Buffer.alloc(15_000_000) }));
      const limits = { maxRatio: 300, ratioFromBytes: 3_000_000 };
      expect((await failure(readBytes(bomb, { limits }))).hint).toContain('--max-ratio');
      expect((await failure(readBytes(tar({ name: 'x', content: bomb }), { limits }))).hint).toContain('--max-ratio');
      expect((await failure(readBytes(bomb, { limits: { maxBytes: 1e6 } }))).hint).toContain('--max-bytes');
    });
  });
});

describe.skipIf(lacks('xz'))('xz (skipped where it is not installed)', () => {
  it.each([['-0'], ['-9e'], ['--check=crc32'], ['--check=none'], ['--block-size=100000']])(
    '%s is read',
    async (option) => {
      const reading = await readBytes(pack('xz', smallArchive, option));
      expect(reading.summary).toMatchObject({ entries: 2, complete: true, problems: [] });
    },
  );

  it('with padding between its streams is one stream', async () => {
    const bytes = Buffer.concat([pack('xz', line), Buffer.alloc(8), pack('xz', line), Buffer.alloc(4)]);
    const reading = await readBytes(bytes);
    expect(Object.values(texts(reading))).toEqual([line + line]);
    expect(reading.summary).toMatchObject({ complete: true, problems: [] });
  });

  it.each([
    ['a dictionary that no node needs', ['--lzma2=dict=1GiB'], 'a dictionary of more than 64 MiB'],
    ['a checksum that is not supported', ['--check=sha256'], 'a filter or a checksum that is not supported'],
  ])('%s is refused with what to do', async (_, options, reason) => {
    const error = await failure(readBytes(pack('xz', line, ...options)));
    expect([error.code, error.message]).toEqual(['ARCHIVE_FORMAT', expect.stringContaining(reason)]);
    expect(error.message).toContain('xz -dc');
  });
});

describe.skipIf(lacks('zst'))('zstd (skipped where it is not installed)', () => {
  it.each([['-1'], ['-19'], ['--no-check'], ['--no-content-size'], ['--long=24']])('%s is read', async (option) => {
    const reading = await readBytes(pack('zst', smallArchive, option));
    expect(reading.summary).toMatchObject({ entries: 2, complete: true, problems: [] });
  });

  it('frames to be skipped are skipped, before, between and behind others', async () => {
    const skip = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const bytes = Buffer.concat([skip, pack('zst', line), skip, skip, pack('zst', line), skip]);
    for (const pieces of [1, 5, 4096])
      expect(texts(await readStdin(bytes, { pieces }))).toEqual({ stdin: line + line });
  });
});

describe('hostile frames of zstd', () => {
  const frame = (descriptor: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, descriptor]);
  /** A block that is one byte repeated. */
  const repeated = (count: number, isLast = false): Buffer => {
    const block = Buffer.alloc(4, 0x61);
    block.writeUIntLE((count << 3) | 2 | (isLast ? 1 : 0), 0, 3);
    return block;
  };

  it('whose last block is of no known type give what was before', async () => {
    const reading = await readBytes(Buffer.concat([frame(0x38), repeated(5), Buffer.from([0x0f, 0, 0, 0x61])]));
    expect(Object.values(texts(reading))).toEqual(['aaaaa']);
    expect(messages(reading)[0]).toContain('the zstd data is damaged');
    expect(reading.summary.complete).toBe(false);
  });

  it('that ask for a window of gigabytes get none', async () => {
    const error = await failure(readBytes(Buffer.concat([frame(0xa8), repeated(9, true)])));
    expect(error.message).toContain('a window of more than 32 MiB');
  });

  it('with blocks of one byte behind a large window are stopped', async () => {
    const bytes = Buffer.concat([frame(0x78), ...Array<Buffer>(30_000).fill(repeated(1)), repeated(1, true)]);
    const start = performance.now();
    const reading = await readBytes(bytes);
    expect(messages(reading)[0]).toContain('blocks far too small for its window');
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('of repeated bytes are unpacked in portions', async () => {
    const bytes = Buffer.concat([frame(0x38), ...Array<Buffer>(200).fill(repeated(100_000)), repeated(1, true)]);
    expect((await readBytes(bytes)).summary.unpackedBytes).toBe(20_000_001);
  });
});

it('a block of bzip2 whose run of values would wrap round is damage', async () => {
  const bits: string[] = [];
  const put = (value: number, width: number) => bits.push(value.toString(2).padStart(width, '0'));
  for (const byte of Buffer.from('BZh9')) put(byte, 8);
  for (const half of [0x314159, 0x265359]) put(half, 24);
  put(0, 32);
  put(0, 1);
  put(0, 24);
  // One symbol, two tables, three selectors of table 0, codes of two bits for the three symbols.
  put(0x8000, 16);
  put(0x8000, 16);
  put(2, 3);
  put(3, 15);
  bits.push('000');
  for (let i = 0; i < 2; i++) bits.push('00010', '000');
  // The longest run there is: digit after digit of the same kind.
  bits.push('00'.repeat(140));
  const text = bits.join('');
  const bytes = Buffer.from((text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
  const error = await failure(readBytes(bytes));
  expect(error.message).toContain('the bzip2 data is damaged (a run beyond the block)');
});
