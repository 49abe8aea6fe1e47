import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InquestError } from '../../src/errors.ts';
import {
  failure,
  messages,
  noise,
  type Reading,
  readBytes,
  readPath,
  readStdin,
  type SeenEntry,
  scratchFile,
  texts,
} from './reading.ts';
import { tar } from './tar-builder.ts';

const contents = [noise(5_000, 1), noise(3_000, 2), noise(700, 3)];
const full = tar(...contents.map((content, i) => ({ name: `logs/${i}`, content })));
const tgz = gzipSync(full);

/** Every entry is a first part of what was packed, in order, and only the last may be broken. */
function expectFirstPart(entries: readonly SeenEntry[]): void {
  for (const [i, entry] of entries.entries()) {
    expect(entry.header.path).toBe(`logs/${i}`);
    expect(entry.ended).toBe(i < entries.length - 1 || entry.content.length === contents[i]?.length);
    expect(contents[i]?.subarray(0, entry.content.length)).toEqual(entry.content);
  }
}

/** Reads what may be unreadable; anything but an error for the user fails. */
async function attempt(reading: Promise<Reading>): Promise<Reading | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof InquestError) return undefined;
    throw error;
  }
}

describe('cut off', () => {
  it.each(Array.from({ length: Math.floor(tgz.length / 512) + 1 }, (_, i) => i * 512))(
    'after %i bytes',
    async (length) => {
      const reading = await attempt(readBytes(tgz.subarray(0, length)));
      if (length < 1_024) return expect(reading?.summary.complete ?? false).toBe(false);
      expectFirstPart(reading?.entries ?? []);
      expect(reading?.summary.complete).toBe(false);
      const last = reading?.entries.at(-1)?.header.path;
      const [problem] = reading?.summary.problems ?? [];
      expect(problem?.message).toMatch(
        /^the gzip data is cut off at byte [\d,]+ of the unpacked stream; the last entry is /,
      );
      expect(problem?.path).toBe(last);
    },
  );

  it('loses nothing that zlib can unpack', async () => {
    for (const length of [4_000, 7_000, tgz.length - 1]) {
      const { entries } = await readBytes(tgz.subarray(0, length));
      const delivered = entries.reduce((sum, e) => sum + e.content.length, 0);
      // Noise does not compress, so what is packed is nearly what comes out.
      expect(delivered).toBeGreaterThan(Math.min(8_700, length) - 200);
    }
  });

  it('anywhere, from a file or a stream: never hangs, never throws another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(tgz.length - 1), fc.boolean(), async (length, stream) => {
        const bytes = tgz.subarray(0, length);
        const reading = await attempt(stream ? readStdin(bytes) : readBytes(bytes));
        expect(reading?.summary.complete ?? false).toBe(false);
        if (reading?.summary.format === 'tgz') expectFirstPart(reading.entries);
      }),
      { numRuns: 60 },
    );
  });

  it('inside the tar although the gzip data is whole', async () => {
    const reading = await readBytes(gzipSync(full.subarray(0, 4_000)));
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)).toEqual([
      'logs/0: the archive is cut off at byte 4,000 of the unpacked stream; the last entry is logs/0',
    ]);
    expect(reading.entries[0]?.ended).toBe(false);
  });
});

describe('damaged', () => {
  it('checksum: everything is delivered and the archive is incomplete', async () => {
    const bytes = Buffer.from(tgz);
    bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 0xff;
    const reading = await readBytes(bytes);
    expect(messages(reading)[0]).toContain('the gzip checksum (CRC) does not match');
    expect(reading.summary.complete).toBe(false);
    expect(reading.entries.map((e) => e.content.equals(contents[Number(e.header.path.slice(-1))]!))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('checksum, from a stream too large to be kept: what is lost is said', async () => {
    const text = gzipSync('line\n'.repeat(100));
    text.writeUInt32LE(1, text.length - 8);
    const filler = gzipSync(noise(4_000_000).toString('hex'), { level: 0 });
    const reading = await readStdin(Buffer.concat([...Array<Buffer>(9).fill(filler), text]), { pieces: 1 << 16 });
    expect(reading.summary).toMatchObject({ complete: false, format: 'gzip' });
    expect(messages(reading).at(-1)).toContain('was lost: save the stream to a file');
    expect(reading.entries[0]?.content.length).toBeGreaterThan(71_000_000);
  });

  it('in the middle: every byte before the fault is delivered', async () => {
    const text = noise(1_500_000).toString('base64');
    const sound = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
    // Three set bits where a block should start: a block type that does not exist.
    const bytes = Buffer.concat([gzipSync('').subarray(0, 10), sound, Buffer.from([7]), noise(2_000_000)]);
    for (const reading of [await readBytes(bytes), await readStdin(bytes, { pieces: 1 << 16 })]) {
      const { content, ended } = reading.entries[0]!;
      expect([ended, content.length, content.equals(Buffer.from(text))]).toEqual([false, text.length, true]);
      expect(reading.summary.complete).toBe(false);
      expect(messages(reading)[0]).toContain('the gzip data is damaged (invalid block type) at byte 2,000,000');
    }
  });

  it('by one byte anywhere: never hangs, never throws another error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(tgz.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, stream) => {
          const bytes = Buffer.from(tgz);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          const reading = await attempt(stream ? readStdin(bytes) : readBytes(bytes));
          for (const entry of reading?.entries ?? []) expect(entry.ended).toBeDefined();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('members', () => {
  it('one after the other are one stream', async () => {
    const bytes = Buffer.concat([gzipSync(full.subarray(0, 3_000)), gzipSync(full.subarray(3_000))]);
    for (const reading of [await readBytes(bytes), await readStdin(bytes)]) {
      expect(reading.entries).toHaveLength(3);
      expect(reading.summary).toMatchObject({ complete: true, problems: [], format: 'tgz' });
    }
  });

  it.each([
    ['text', Buffer.from('--boundary--\r\n')],
    ['zeros', Buffer.alloc(1_000)],
    ['much noise', noise(3_000_000)],
    ['a lone gzip magic', Buffer.from([0x1f, 0x8b])],
  ])('followed by %s: a problem, and nothing is lost', async (_, garbage) => {
    const bytes = Buffer.concat([tgz, garbage]);
    for (const reading of [await readBytes(bytes), await readStdin(bytes)]) {
      expect(reading.entries.map((e) => e.ended)).toEqual([true, true, true]);
      expect(reading.summary.bytes).toBe(bytes.length);
      expect(reading.summary.problems).toHaveLength(1);
    }
  });

  it('followed by garbage: it is counted and the archive stays complete', async () => {
    const reading = await readBytes(Buffer.concat([tgz, Buffer.from('0123456789')]));
    expect(messages(reading)).toEqual(['bytes after the end of the gzip data were ignored']);
    expect(reading.summary.complete).toBe(true);
  });
});

describe('content', () => {
  it('that is packed itself is unpacked, too', async () => {
    const reading = await readPath(scratchFile(gzipSync(gzipSync('a\n')), 'a.log.gz.gz'));
    expect(Object.values(texts(reading))).toEqual(['a\n']);
    expect(reading.entries[0]?.header.path).toMatch(/-a\.log$/);
  });

  it('that is empty or binary is refused', async () => {
    expect((await failure(readBytes(gzipSync('')))).message).toContain('the gzip file is empty inside');
    expect((await failure(readBytes(gzipSync(noise(9_000))))).message).toContain('neither an archive nor text');
  });

  it('of a cut-off single file is delivered as far as it goes', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `line ${(i * 7919) % 1009}`).join('\n');
    const reading = await readBytes(gzipSync(text).subarray(0, 600));
    const [content] = Object.values(texts(reading));
    expect(text.startsWith(content ?? '-')).toBe(true);
    expect(content?.length).toBeGreaterThan(500);
    expect(reading.summary).toMatchObject({ format: 'gzip', complete: false });
  });
});
