import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ArchiveLimits, DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { readArchive } from '../../src/archive/read-archive.ts';
import type { InquestError } from '../../src/errors.ts';
import {
  failure,
  messages,
  noise,
  readBytes,
  readPath,
  readStdin,
  type SeenEntry,
  scratchFile,
  texts,
} from '../archive/reading.ts';
import { pax, tar, tarHeader } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';

async function stopped(bytes: Buffer, limits: Partial<ArchiveLimits>): Promise<[string, string, string]> {
  const error: InquestError = await failure(readBytes(bytes, { limits }));
  return [error.code, error.message.replace(/^.*": /, ''), error.hint.replace(/^.* with /, '')];
}

const zeros = Buffer.alloc(3_000_000);

describe('bombs', () => {
  const limits = { maxRatio: 500, ratioFromBytes: 1_000_000 };
  const expected = ['ARCHIVE_LIMIT', 'the compression ratio exceeds the limit of 500:1', '--max-ratio'];

  it('of zeros are stopped by their ratio', async () => {
    expect(await stopped(gzipSync(tar({ name: 'zeros', content: zeros })), limits)).toEqual(expected);
    expect(await stopped(gzipSync(Buffer.concat([Buffer.from('a'.repeat(70_000)), zeros])), limits)).toEqual(expected);
    expect(await stopped(zip({ name: 'zeros', content: zeros }), limits)).toEqual(expected);
  });

  it('below the size at which the ratio counts pass', async () => {
    const small = { maxRatio: 500, ratioFromBytes: 4_000_000 };
    expect(
      (await readBytes(gzipSync(tar({ name: 'zeros', content: zeros })), { limits: small })).summary.complete,
    ).toBe(true);
  });

  it('are stopped with the default limits before they cost much', async () => {
    const part = gzipSync(Buffer.alloc(2 ** 24));
    const start = gzipSync(tarHeader({ name: 'zeros', size: 2 ** 32 }));
    const path = scratchFile(Buffer.concat([start, ...Array<Buffer>(70).fill(part)]));
    const error = await failure(readArchive(path, { limits: DEFAULT_LIMITS, open: () => undefined }));
    expect(error.hint).toContain('--max-ratio');
  });

  it('of entries that overlap in a zip are stopped', async () => {
    const content = Buffer.alloc(100_000, 'x');
    const body = zip({ name: 'kernel', content });
    const copies = Array.from({ length: 50 }, (_, i) => ({ name: `copy-${i}`, content, offset: 0 }));
    // The copies' own bytes are dropped: only the first local entry is left, and all point at it.
    const full = zip(...copies);
    const central = full.subarray(full.indexOf(Buffer.from([0x50, 0x4b, 1, 2])));
    const first = body.subarray(0, body.indexOf(Buffer.from([0x50, 0x4b, 1, 2])));
    const archive = Buffer.concat([first, central]);
    archive.writeUInt32LE(first.length, archive.length - 6);
    const packed = first.length - 36;
    const reading = await readBytes(archive);
    expect(reading.summary.complete).toBe(false);
    expect(reading.entries.length).toBeLessThanOrEqual(Math.floor(archive.length / packed));
    expect(messages(reading).at(-1)).toContain('entries of the zip archive overlap');
  });
});

describe('limits', () => {
  it('of all bytes', async () => {
    const files = [0, 1, 2].map((i) => ({ name: `${i}`, content: noise(40_000, i) }));
    const expected = ['ARCHIVE_LIMIT', 'the unpacked size exceeds the limit of 97.7 KiB', '--max-bytes'];
    for (const archive of [tar(...files), gzipSync(tar(...files)), zip(...files)]) {
      expect(await stopped(archive, { maxBytes: 100_000 })).toEqual(expected);
      expect((await readBytes(archive, { limits: { maxBytes: 130_000 } })).entries).toHaveLength(3);
    }
    expect(await stopped(gzipSync('a'.repeat(100_001)), { maxBytes: 100_000 })).toEqual(expected);
    expect(await stopped(Buffer.from('a'.repeat(100_001)), { maxBytes: 100_000 })).toEqual(expected);
  });

  it('of one entry, on bytes that come and not on a claim', async () => {
    const expected = ['ARCHIVE_LIMIT', 'the size of the entry b exceeds the limit of 9 B', '--max-bytes'];
    const files = [
      { name: 'a', content: '123456789' },
      { name: 'b', content: '0123456789' },
    ];
    for (const archive of [tar(...files), gzipSync(tar(...files)), zip(...files)]) {
      expect(await stopped(archive, { maxEntryBytes: 9 })).toEqual(expected);
    }
    const claim = await readBytes(tarHeader({ name: 'claim', size: 2 ** 32 }));
    expect(claim.entries.map((e) => [e.header.size, e.ended])).toEqual([[2 ** 32, false]]);
    expect(claim.summary.complete).toBe(false);
  });

  it('of entries, folders included', async () => {
    const files = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: 'x' }));
    const folders = Array.from({ length: 20 }, (_, i) => ({ name: `${i}/`, type: '5' }));
    const expected = ['ARCHIVE_LIMIT', 'the number of entries exceeds the limit of 19', '--max-entries'];
    for (const archive of [
      tar(...files),
      tar(...folders),
      zip(...files),
      zip(...files.map((f) => ({ name: `${f.name}/` }))),
    ]) {
      expect(await stopped(archive, { maxEntries: 19 })).toEqual(expected);
    }
    expect((await readBytes(tar(...files), { limits: { maxEntries: 20 } })).entries).toHaveLength(20);
  });

  it('of a path: the entry is skipped', async () => {
    const long = 'd/'.repeat(3_000);
    const archive = tar(
      pax({ path: `${long}a` }),
      { name: 'x', content: '1' },
      pax({ linkpath: long }),
      { name: 'link', type: '2' },
      { name: 'b', content: '2' },
    );
    for (const bytes of [archive, gzipSync(archive)]) {
      const reading = await readBytes(bytes);
      expect(texts(reading)).toEqual({ b: '2' });
      expect(reading.summary.problems.map((p) => p.message)).toEqual([
        'its path is longer than 4,096 characters: the entry was skipped',
        'its path is longer than 4,096 characters: the entry was skipped',
      ]);
      expect(reading.summary.problems[0]?.path?.length).toBeLessThanOrEqual(200);
    }
    expect(texts(await readBytes(zip({ name: `${long}a`, content: '1' }, { name: 'b', content: '2' })))).toEqual({
      b: '2',
    });
  });

  it('tell an open sink that its entry is broken', async () => {
    const entries: SeenEntry[] = [];
    const path = scratchFile(gzipSync(tar({ name: 'a', content: noise(3_000_000) })));
    await failure(readPath(path, { limits: { maxEntryBytes: 2_000_000 }, entries }));
    expect(entries.map((e) => e.ended)).toEqual([false]);
  });

  it('stop reading an endless standard input', async () => {
    let made = 0;
    const stdin = new Readable({
      read() {
        made++;
        this.push(made === 1 ? tarHeader({ name: 'endless', size: 8 ** 11 - 1 }) : Buffer.alloc(65_536, 'x'));
      },
    });
    const error = await failure(readPath('-', { stdin, limits: { maxBytes: 1_000_000 } }));
    expect(error.code).toBe('ARCHIVE_LIMIT');
    expect(made).toBeLessThan(100);
    expect(stdin.destroyed).toBe(true);
  });
});

it('half a million problems are kept as a thousand and a count', async () => {
  const files = Array.from({ length: 3_000 }, () => ({ name: '../evil' }));
  const { summary } = await readBytes(tar({ name: 'a' }, ...files));
  expect(summary.problems).toHaveLength(1_001);
  expect(summary.problems.at(-1)?.message).toContain('2,000 more problems');
  expect((await readStdin(tar({ name: 'a' }, ...files))).summary).toEqual(summary);
});
