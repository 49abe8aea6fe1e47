import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InquestError } from '../../src/errors.ts';
import { failure, messages, noise, readBytes, readStdin, texts } from '../archive/reading.ts';
import { tar, tarHeader } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';

type Wrap = (inner: Buffer) => Buffer;
const inTar: Wrap = (inner) => tar({ name: 'inner', content: inner });
const inTgz: Wrap = (inner) => gzipSync(tar({ name: 'inner', content: inner }));
const inZip: Wrap = (inner) => zip({ name: 'inner', content: inner });
const inGzip: Wrap = (inner) => gzipSync(inner);

const repeat = (wrap: Wrap, times: number, inner: Buffer): Buffer =>
  times === 0 ? inner : wrap(repeat(wrap, times - 1, inner));

describe('archives in archives', () => {
  it.each([
    ['tar', inTar],
    ['tgz', inTgz],
    ['zip', inZip],
    ['gzip', inGzip],
  ])('of %s are read to a depth of 3 and no further', async (_, wrap) => {
    const bottom = Buffer.from('Apr 12 16:00:00 node-1 kernel: oom\n');
    expect(Object.values(texts(await readBytes(repeat(wrap, 4, bottom))))).toEqual([bottom.toString()]);
    const deeper = tar({ name: 'a', content: 'x' }, { name: 'deep', content: repeat(wrap, 40, bottom) });
    const reading = await readBytes(deeper);
    expect(texts(reading)).toEqual({ a: 'x' });
    expect(messages(reading)).toEqual([
      expect.stringContaining('it is an archive inside 3 others, deeper than is read: the entry was skipped'),
    ]);
  });

  it('share the limit of all bytes', async () => {
    const part = gzipSync(tar({ name: 'log', content: 'x'.repeat(200_000) }));
    const files = Array.from({ length: 10 }, (_, i) => ({ name: `n/${i}.tgz`, content: part }));
    for (const bytes of [tar(...files), gzipSync(tar(...files)), zip(...files), inZip(tar(...files))]) {
      expect((await failure(readBytes(bytes, { limits: { maxBytes: 1_000_000 } }))).hint).toContain('--max-bytes');
      expect((await readBytes(bytes, { limits: { maxBytes: 3_000_000 } })).entries).toHaveLength(10);
    }
  });

  it('share the limit of entries', async () => {
    const folders = tar(...Array.from({ length: 50 }, (_, i) => ({ name: `d${i}/`, type: '5' })), {
      name: 'a',
      content: 'x',
    });
    const files = Array.from({ length: 10 }, (_, i) => ({ name: `${i}.tar`, content: folders }));
    expect((await failure(readBytes(zip(...files), { limits: { maxEntries: 300 } }))).hint).toContain('--max-entries');
    expect((await readBytes(zip(...files), { limits: { maxEntries: 600 } })).entries).toHaveLength(10);
  });

  it('share the limit of the ratio: bombs that are small alone', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('a'.repeat(512)), Buffer.alloc(2_000_000, 'a')]));
    const files = Array.from({ length: 200 }, (_, i) => ({ name: `${i}.gz`, content: bomb }));
    const limits = { maxRatio: 5_000, ratioFromBytes: 10_000_000 };
    expect((await failure(readBytes(gzipSync(tar(...files)), { limits }))).hint).toContain('--max-ratio');
    expect((await failure(readBytes(zip({ name: 'x', content: tar(...files) }), { limits }))).hint).toContain(
      '--max-ratio',
    );
  });

  it('of padding only count, too', async () => {
    const skipped = Buffer.concat([
      tarHeader({ name: 'volume', type: 'V', size: 900_000 }),
      Buffer.alloc(900_096),
      tar(),
    ]);
    const files = Array.from({ length: 10 }, (_, i) => ({ name: `${i}.tgz`, content: gzipSync(skipped) }));
    expect((await failure(readBytes(tar(...files), { limits: { maxBytes: 5_000_000 } }))).hint).toContain(
      '--max-bytes',
    );
  });

  it('that hold each other by name stay apart', async () => {
    const inner = tar(
      { name: '../escape', content: '1' },
      { name: '/abs', content: '2' },
      { name: 'inner', content: '3' },
    );
    const reading = await readBytes(zip({ name: 'inner', content: inner }, { name: 'escape', content: '4' }));
    expect(texts(reading)).toEqual({ 'inner/abs': '2', 'inner/inner': '3', escape: '4' });
    expect(messages(reading)).toEqual(['inner/../escape: its path leaves the archive: the entry was skipped']);
  });

  it('make paths too long: the entry is skipped', async () => {
    const reading = await readBytes(
      tar({ name: 'a'.repeat(80), content: tar({ name: 'b'.repeat(80), content: '1' }, { name: 'c', content: '2' }) }),
      { limits: { maxPathLength: 120 } },
    );
    expect(Object.values(texts(reading))).toEqual(['2']);
    expect(messages(reading)[0]).toContain('its path is longer than 120 characters');
  });
});

it('ten thousand small packed logs take little time', async () => {
  const packed = gzipSync('Apr 12 16:00:00 node-1 kernel: oom\n');
  const files = Array.from({ length: 10_000 }, (_, i) => ({ name: `log/${i}.gz`, content: packed }));
  const start = performance.now();
  expect((await readBytes(tar(...files))).entries).toHaveLength(10_000);
  expect(performance.now() - start).toBeLessThan(15_000);
});

it('any damage inside or outside ends in a summary or in an error for the user', async () => {
  const inner = [tar, zip].flatMap((pack) => {
    const plain = pack({ name: 'a', content: noise(900) }, { name: 'b.gz', content: gzipSync('line\n'.repeat(200)) });
    return [plain, gzipSync(plain)];
  });
  const seeds = inner.flatMap((bytes) => [inTar(bytes), inTgz(bytes), inZip(bytes)]);
  const damage = fc.record({
    seed: fc.constantFrom(...seeds),
    stream: fc.boolean(),
    patches: fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })), { maxLength: 6 }),
    cut: fc.double({ min: 0.3, max: 1, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ seed, stream, patches, cut }) => {
      const bytes = Buffer.from(seed.subarray(0, Math.ceil(cut * seed.length)));
      for (const [at, patch] of patches) Buffer.from(patch).copy(bytes, at % bytes.length);
      const limits = { maxBytes: 10_000_000, maxEntries: 1_000 };
      try {
        const { entries } = await (stream ? readStdin(bytes, { limits }) : readBytes(bytes, { limits }));
        for (const entry of entries) {
          expect(entry.ended).toBeDefined();
          const archive = entry.header.within?.at(-1);
          if (archive !== undefined) expect(entry.header.path.startsWith(`${archive}/`)).toBe(true);
        }
      } catch (error) {
        if (!(error instanceof InquestError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
