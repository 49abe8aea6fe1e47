import { Readable } from 'node:stream';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failure, messages, noise, readBytes, readPath, readStdin, texts } from './reading.ts';
import { zip } from './zip-builder.ts';

describe('entries', () => {
  it('stored, deflated and with a data descriptor are unpacked', async () => {
    const archive = zip(
      { name: 'stored', content: 'a', stored: true },
      { name: 'deflated', content: 'b'.repeat(100_000) },
      { name: 'streamed', content: 'c', descriptor: true },
      { name: 'empty', stored: true },
      { name: 'folder/' },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ stored: 'a', deflated: 'b'.repeat(100_000), streamed: 'c', empty: '' });
    expect(messages(reading)).toEqual([]);
  });

  it('symbolic links made on Unix are links', async () => {
    const archive = zip(
      { name: 'etc/os-release', content: '../usr/lib/os-release', mode: 0o120777 },
      { name: 'etc/shadow', content: '../../../etc/shadow', mode: 0o120777 },
      { name: 'dev/sda', mode: 0o060660 },
    );
    const reading = await readBytes(archive);
    expect(reading.entries.map((e) => e.header)).toEqual([
      { path: 'etc/os-release', kind: 'symlink', linkTarget: 'usr/lib/os-release', size: 0 },
    ]);
    expect(messages(reading)).toEqual(['etc/shadow: its link target leaves the archive: the entry was skipped']);
  });

  it('backslashes separate folders when made on Windows and are part of the name on Unix', async () => {
    const archive = zip(
      { name: 'C:\\logs\\kubelet.log', content: 'a', host: 0 },
      { name: 'units/system-systemd\\x2dfsck.slice', content: 'b' },
      { name: '..\\..\\evil', content: 'c', host: 0 },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ 'logs/kubelet.log': 'a', 'units/system-systemd\\x2dfsck.slice': 'b' });
    expect(messages(reading)).toEqual(['../../evil: its path leaves the archive: the entry was skipped']);
  });

  it('that are absolute, escape or come twice do not stop the others', async () => {
    const archive = zip(
      { name: '/var/log/messages', content: 'a' },
      { name: '../evil', content: 'b' },
      { name: 'twice', content: 'old' },
      { name: 'twice', content: 'new' },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ 'var/log/messages': 'a', twice: 'new' });
    expect(messages(reading)).toHaveLength(2);
  });

  it('packed by another method are skipped and named', async () => {
    const reading = await readBytes(zip({ name: 'a', content: 'x', method: 93 }, { name: 'b', content: 'y' }));
    expect(texts(reading)).toEqual({ b: 'y' });
    expect(messages(reading)).toEqual(['a: its compression method (zstd) is not supported: the entry was skipped']);
  });
});

describe('damage', () => {
  it.each([
    ['a wrong checksum', { crc: 1 }, 'its checksum (CRC-32) does not match'],
    ['a declared size that is too small', { size: 2 }, 'it unpacks to 5 bytes where the archive says 2'],
    ['a declared size that is too large', { size: 4e9 }, 'it unpacks to 5 bytes where the archive says 4,000,000,000'],
    ['a packed size that is too small', { packedSize: 3 }, 'its packed data is cut off'],
  ])('%s breaks that entry only', async (_, fields, message) => {
    const reading = await readBytes(zip({ name: 'a', content: 'hello', ...fields }, { name: 'b', content: 'y' }));
    expect(reading.entries.map((e) => [e.header.path, e.ended])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)).toEqual([`a: ${message}`]);
  });

  it('in the packed bytes keeps what came before', async () => {
    const content = noise(300_000).toString('base64');
    const sound = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
    const body = Buffer.concat([sound, Buffer.from([7])]);
    const reading = await readBytes(zip({ name: 'a', content, body }, { name: 'b', content: 'y' }));
    expect(texts(reading)).toEqual({ a: content, b: 'y' });
    expect(reading.entries.map((e) => e.ended)).toEqual([false, true]);
    expect(messages(reading)).toEqual(['a: its packed data is damaged (invalid block type)']);
  });

  it('in the central directory keeps the entries before it', async () => {
    const archive = zip({ name: 'a', content: 'x' }, { name: 'b', content: 'y' });
    archive[archive.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))] = 0;
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: 'x' });
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)[0]).toContain('the list of entries is damaged');
  });
});

describe('a zip that lost its end', () => {
  const content = noise(50_000);
  const full = zip(
    { name: 'sized', content },
    { name: 'streamed', content, descriptor: true },
    { name: 'folder/', stored: true },
    { name: 'last', content },
  );

  it('is read by its local headers', async () => {
    const reading = await readBytes(full.subarray(0, -60));
    expect(reading.entries.map((e) => [e.header.path, e.ended, e.content.equals(content)])).toEqual([
      ['sized', true, true],
      ['streamed', true, true],
      ['last', true, true],
    ]);
    expect(reading.summary.complete).toBe(false);
  });

  it('finds what follows a small or empty streamed entry', async () => {
    const small = zip(
      { name: 'empty', descriptor: true, size: 0 },
      { name: 'one', content: 'x', descriptor: true },
      { name: 'after', content: 'y' },
    );
    expect(texts(await readBytes(small.subarray(0, -30)))).toEqual({ empty: '', one: 'x', after: 'y' });
  });

  it('at any length gives a first part of its entries', async () => {
    for (let length = 60; length < full.length; length += 4_999) {
      const reading = await readBytes(full.subarray(0, length));
      expect(reading.summary.complete).toBe(false);
      const [last, ...before] = [...reading.entries].reverse();
      expect(before.every((e) => e.ended === true && e.content.equals(content))).toBe(true);
      expect(last === undefined || content.subarray(0, last.content.length).equals(last.content)).toBe(true);
    }
  });

  it('with nothing left in it is refused', async () => {
    const error = await failure(readBytes(full.subarray(0, 20)));
    expect(error.code).toBe('ARCHIVE_FORMAT');
  });
});

describe('encryption', () => {
  it('of all entries is an error', async () => {
    const archive = zip({ name: 'a', content: 'x', encrypted: true });
    for (const bytes of [archive, archive.subarray(0, -30)]) {
      const error = await failure(readBytes(bytes));
      expect([error.code, error.message.replace(/".*"/, 'IT')]).toEqual([
        'ARCHIVE_ENCRYPTED',
        'cannot read IT: it is encrypted (zip with a password)',
      ]);
    }
  });

  it('of one entry is a problem', async () => {
    const reading = await readBytes(zip({ name: 'a', content: 'x', encrypted: true }, { name: 'b', content: 'y' }));
    expect(texts(reading)).toEqual({ b: 'y' });
    expect(messages(reading)).toEqual(['a: it is encrypted: the entry was skipped']);
  });
});

it('an archive without entries is refused', async () => {
  const error = await failure(readBytes(zip()));
  expect([error.code, error.message]).toEqual([
    'ARCHIVE_FORMAT',
    expect.stringContaining('the archive holds no entries'),
  ]);
});

it('from standard input above 256 MiB has to be saved first', async () => {
  const megabyte = Buffer.alloc(1 << 20);
  const pieces = function* (): Generator<Buffer> {
    yield Buffer.from('PK\x03\x04');
    for (let i = 0; i < 300; i++) yield megabyte;
  };
  const error = await failure(readPath('-', { stdin: Readable.from(pieces(), { objectMode: false }) }));
  expect([error.code, error.hint]).toEqual(['ARCHIVE_FORMAT', 'save it to a file first and pass the file']);
});

it('from standard input is the same as from a file', async () => {
  const archive = zip({ name: 'a', content: noise(100_000) }, { name: 'b', content: 'y', descriptor: true });
  expect(texts(await readStdin(archive))).toEqual(texts(await readBytes(archive)));
});
