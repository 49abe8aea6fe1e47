import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InquestError } from '../../src/errors.ts';
import { failure, messages, readBytes, readStdin, texts } from '../archive/reading.ts';
import { pax, tar, tarEntry, withChecksum } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';

describe('paths', () => {
  it('that leave the archive are skipped and recorded, absolute ones are made relative', async () => {
    const reading = await readBytes(
      tar(
        { name: '/etc/passwd', content: '1' },
        { name: '../../etc/cron.d/evil', content: '2' },
        { name: 'a/../../evil', content: '3' },
        pax({ path: '..' }),
        { name: 'x', content: '4' },
        { name: './', type: '0' },
        { name: 'a/../ok', content: '5' },
      ),
    );
    expect(texts(reading)).toEqual({ 'etc/passwd': '1', ok: '5' });
    expect(messages(reading)).toEqual([
      '../../etc/cron.d/evil: its path leaves the archive: the entry was skipped',
      'a/../../evil: its path leaves the archive: the entry was skipped',
      '..: its path leaves the archive: the entry was skipped',
    ]);
  });

  it('of links that leave the archive as well', async () => {
    const reading = await readBytes(
      tar(
        { name: 'a/evil', type: '2', link: '../../etc/shadow' },
        { name: 'hard', type: '1', link: '../etc/shadow' },
        { name: 'a', type: '2', link: 'b' },
        { name: 'b', type: '2', link: 'a' },
        { name: 'ok', content: 'x' },
      ),
    );
    expect(reading.entries.map((e) => [e.header.path, e.header.linkTarget])).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['ok', undefined],
    ]);
    expect(messages(reading)).toEqual([
      'a/evil: its link target leaves the archive: the entry was skipped',
      'hard: its link target leaves the archive: the entry was skipped',
    ]);
  });

  it('named like properties of objects are paths like others', async () => {
    const reading = await readBytes(tar({ name: '__proto__', content: '1' }, { name: 'constructor', content: '2' }));
    expect(reading.entries.map((e) => e.header.path)).toEqual(['__proto__', 'constructor']);
    expect(reading.summary.problems).toEqual([]);
  });
});

describe('headers', () => {
  it('a global PAX header of many keys before many local ones takes linear time', async () => {
    let keys = '';
    for (let i = 0; keys.length < 1_000_000; i++) keys += `10 ${i.toString(36).padStart(5, 'k')}=\n`;
    const local = tarEntry(pax({ a: 'b' }));
    const archive = Buffer.concat([
      tarEntry({ name: 'g', type: 'g', content: keys }),
      ...Array<Buffer>(20_000).fill(local),
      tar({ name: 'a', content: 'x' }),
    ]);
    const start = performance.now();
    expect(texts(await readBytes(gzipSync(archive)))).toEqual({ a: 'x' });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it.each([
    ['negative', Buffer.alloc(12, 0xff)],
    ['beyond 2^53', Buffer.from([0x80, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['not octal', Buffer.from('99999999999\0')],
  ])('with a size that is %s are damage', async (_, sizeField) => {
    const archive = tar({ name: 'a', content: '1' }, { name: 'bad', sizeField }, { name: 'c', content: '3' });
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: '1', c: '3' });
    expect(reading.summary.complete).toBe(false);
  });

  it('a GNU sparse entry whose map never ends is a cut', async () => {
    const sparse = tarEntry({ name: 'sparse', type: 'S', magic: 'gnu' });
    sparse[482] = 1;
    const map = Buffer.alloc(512 * 50);
    for (let i = 504; i < map.length; i += 512) map[i] = 1;
    const reading = await readBytes(Buffer.concat([tarEntry({ name: 'a', content: '1' }), withChecksum(sparse), map]));
    expect(texts(reading)).toEqual({ a: '1' });
    expect(reading.summary.complete).toBe(false);
  });

  it('an archive that is only zeros holds no entries', async () => {
    for (const bytes of [Buffer.alloc(10_240), gzipSync(Buffer.alloc(10_240))]) {
      const error = await failure(readBytes(bytes));
      expect([error.code, error.message.split(': ').pop()]).toEqual(['ARCHIVE_FORMAT', 'the archive holds no entries']);
    }
  });
});

describe('zip', () => {
  it('64-bit offsets that no file can have are an error of the archive', async () => {
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(0xffffffffffffff00n, 8);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    const error = await failure(readBytes(Buffer.concat([Buffer.from('PK\x03\x04'), locator, end])));
    expect(error.code).toBe('ARCHIVE_FORMAT');
  });

  it('central entries that point nowhere are skipped', async () => {
    const archive = zip({ name: 'a', content: '1', offset: 2 ** 32 - 2 }, { name: 'b', content: '2' });
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ b: '2' });
    expect(reading.summary.complete).toBe(false);
  });
});

/** Reading may end with an error for the user; anything else, and an entry that is never ended, fails. */
async function survives(bytes: Buffer, stream: boolean): Promise<void> {
  try {
    const limits = { maxBytes: 10_000_000, maxEntries: 1_000 };
    const { entries } = await (stream ? readStdin(bytes, { limits }) : readBytes(bytes, { limits }));
    for (const entry of entries) {
      expect(entry.ended).toBeDefined();
      expect(entry.header.path).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)|\0/);
    }
  } catch (error) {
    if (!(error instanceof InquestError)) throw error;
  }
}

describe('any damage', () => {
  const files = [
    { name: 'a', content: 'first\n'.repeat(100) },
    { name: 'etc/os-release', type: '2', link: '../usr/lib/os-release', mode: 0o120777 },
    { name: 'b', content: 'second\n'.repeat(200), descriptor: true },
  ];
  const seeds = [tar(pax({ path: 'long' }), ...files), zip(...files), gzipSync(tar(...files))];
  const damage = fc.record({
    seed: fc.constantFrom(...seeds),
    stream: fc.boolean(),
    patches: fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })), { maxLength: 6 }),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
    keep: fc.boolean(),
  });

  it('ends in a summary or in an error for the user', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async ({ seed, stream, patches, cut, keep }) => {
        const bytes = Buffer.from(seed);
        for (const [at, patch] of patches) Buffer.from(patch).copy(bytes, at % bytes.length);
        await survives(keep ? bytes : bytes.subarray(0, Math.ceil(cut * bytes.length)), stream);
      }),
      { numRuns: 400 },
    );
  });

  it('and so do arbitrary headers with valid checksums', async () => {
    const block = fc.uint8Array({ minLength: 512, maxLength: 512 }).map((bytes) => {
      const header = Buffer.from(bytes);
      header.write('00000000017\0', 124, 'latin1');
      header[156] = 'LKxXgS012567Q'.charCodeAt((bytes[156] ?? 0) % 13);
      return withChecksum(header);
    });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 8 }), async (blocks) => {
        await survives(Buffer.concat([tarEntry({ name: 'a', content: 'x' }), ...blocks]), false);
      }),
      { numRuns: 100 },
    );
  });
});
