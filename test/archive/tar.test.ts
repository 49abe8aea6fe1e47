import { describe, expect, it } from 'vitest';
import { messages, readBytes, texts } from './reading.ts';
import { pax, tar, tarEntry, tarHeader, withChecksum } from './tar-builder.ts';

describe('names', () => {
  it('come from ustar prefix, GNU long name and PAX, the latter first', async () => {
    const archive = tar(
      { name: 'messages', prefix: 'var/log', content: 'prefix' },
      { name: '././@LongLink', type: 'L', content: `${'g/'.repeat(100)}gnu\0` },
      { name: 'short', magic: 'gnu', content: 'gnu' },
      pax({ path: `${'p/'.repeat(100)}pax`, mtime: '1712937600.123' }),
      { name: 'short', content: 'pax' },
      { name: 'short', content: 'plain' },
    );
    expect(texts(await readBytes(archive))).toEqual({
      'var/log/messages': 'prefix',
      [`${'g/'.repeat(100)}gnu`]: 'gnu',
      [`${'p/'.repeat(100)}pax`]: 'pax',
      short: 'plain',
    });
  });

  it('may be 100 bytes long without a NUL', async () => {
    const name = 'n'.repeat(100);
    expect(texts(await readBytes(tar({ name, content: 'x' })))).toEqual({ [name]: 'x' });
  });

  it('may hold a newline; invalid UTF-8 is replaced; a NUL is refused', async () => {
    const reading = await readBytes(
      tar(
        pax({ path: 'line\nbreak' }),
        { name: 'a', content: '1' },
        pax({ path: Buffer.from('bad-\xff\xfe', 'latin1') }),
        { name: 'b', content: '2' },
        pax({ path: 'etc/passwd\0.log' }),
        { name: 'c', content: '3' },
        { name: Buffer.from('raw-\xe9', 'latin1'), content: '4' },
      ),
    );
    expect(texts(reading)).toEqual({ 'line\nbreak': '1', 'bad-\ufffd\ufffd': '2', 'raw-\ufffd': '4' });
    expect(messages(reading)).toEqual(['etc/passwd\0.log: its path holds a NUL byte: the entry was skipped']);
    expect(reading.summary.complete).toBe(true);
  });
});

describe('formats', () => {
  it('V7 headers without magic are read', async () => {
    const archive = tar(
      { name: 'dir/', magic: 'v7', type: '\0' },
      { name: 'dir/a', magic: 'v7', type: '\0', content: 'x' },
    );
    expect(texts(await readBytes(archive))).toEqual({ 'dir/a': 'x' });
  });

  it('checksums that sum signed bytes are valid', async () => {
    const block = tarHeader({ name: 'gerät' });
    block.fill(' ', 148, 156);
    const sum = block.reduce((total, byte) => total + (byte < 128 ? byte : byte - 256), 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(texts(await readBytes(Buffer.concat([block, Buffer.alloc(1024)])))).toEqual({ gerät: '' });
  });

  it('base-256 sizes are read', async () => {
    const sizeField = Buffer.alloc(12);
    sizeField[0] = 0x80;
    sizeField[11] = 5;
    expect(texts(await readBytes(tar({ name: 'a', content: 'hello', sizeField })))).toEqual({ a: 'hello' });
  });

  it('a PAX size overrides the header', async () => {
    expect(texts(await readBytes(tar(pax({ size: '5' }), { name: 'a', content: 'hello', size: 0 })))).toEqual({
      a: 'hello',
    });
  });

  it('a global PAX header holds for all entries, a local one for the next', async () => {
    const archive = tar(
      pax({ comment: 'commit', path: 'global' }, 'g'),
      pax({ comment: 'another' }, 'g'),
      pax({ path: 'local' }),
      { name: 'a', content: '1' },
      { name: 'b', content: '2' },
    );
    expect(texts(await readBytes(archive))).toEqual({ local: '1', global: '2' });
  });

  it('archives written one after the other are one', async () => {
    const archive = Buffer.concat([tar({ name: 'a', content: '1' }), tar({ name: 'b', content: '2' })]);
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: '1', b: '2' });
    expect(reading.summary).toMatchObject({ complete: true, problems: [] });
  });

  it('folders and devices have no content, whatever size they claim', async () => {
    const archive = tar(
      { name: 'dir/', type: '5', size: 4096 },
      { name: 'dev/sda', type: '4' },
      { name: 'fifo', type: '6' },
      { name: 'a', content: 'x' },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: 'x' });
    expect(reading.summary).toMatchObject({ complete: true, problems: [] });
  });
});

describe('sparse and unknown entries are skipped and named', () => {
  it('GNU sparse with two extension blocks', async () => {
    const header = tarHeader({ name: 'lastlog', type: 'S', magic: 'gnu' }, 700);
    header[482] = 1;
    const extended = Buffer.alloc(512);
    extended[504] = 1;
    const archive = Buffer.concat([
      withChecksum(header),
      extended,
      Buffer.alloc(512, 1).fill(0, 504),
      Buffer.alloc(1024, 'x'),
      tar({ name: 'after', content: 'y' }),
    ]);
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ after: 'y' });
    expect(messages(reading)).toEqual([
      'lastlog: it is stored as a sparse file, which is not supported: the entry was skipped',
    ]);
  });

  it('PAX sparse, under its real name', async () => {
    const archive = tar(
      pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'var/log/lastlog' }),
      { name: 'GNUSparseFile.1/lastlog', content: '1\n0\n512\n' },
      { name: 'after', content: 'y' },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ after: 'y' });
    expect(reading.summary.problems[0]?.path).toBe('var/log/lastlog');
  });

  it('an unknown type with content', async () => {
    const reading = await readBytes(tar({ name: 'odd', type: 'Q', content: 'zzz' }, { name: 'after', content: 'y' }));
    expect(texts(reading)).toEqual({ after: 'y' });
    expect(messages(reading)).toEqual(['odd: entries of type "Q" are not supported: it was skipped']);
  });
});

describe('links', () => {
  it('are headers with a target inside the archive', async () => {
    const { entries } = await readBytes(
      tar(
        { name: 'etc/os-release', type: '2', link: '../usr/lib/os-release' },
        { name: './etc/mtab', type: '2', link: '/proc/self/mounts' },
        { name: 'b', type: '1', link: './a' },
        { name: 'loop', type: '2', link: 'loop' },
      ),
    );
    expect(entries.map(({ header, ended }) => [header.path, header.kind, header.linkTarget, ended])).toEqual([
      ['etc/os-release', 'symlink', 'usr/lib/os-release', true],
      ['etc/mtab', 'symlink', 'proc/self/mounts', true],
      ['b', 'hardlink', 'a', true],
      ['loop', 'symlink', 'loop', true],
    ]);
  });

  it('hard links repeat a size without content in old archives and have content with PAX', async () => {
    const archive = tar(
      { name: 'a', content: 'x' },
      { name: 'old', type: '1', link: 'a', size: 1 },
      pax({ linkpath: 'a' }),
      { name: 'new', type: '1', content: 'x' },
      { name: 'after', content: 'y' },
    );
    const reading = await readBytes(archive);
    expect(reading.entries.map((e) => [e.header.path, e.header.linkTarget])).toEqual([
      ['a', undefined],
      ['old', 'a'],
      ['new', 'a'],
      ['after', undefined],
    ]);
    expect(messages(reading)).toEqual([]);
  });
});

describe('damage', () => {
  it('in a header costs that entry and is named with its place', async () => {
    const bad = tarEntry({ name: 'bad', content: 'lost' });
    bad[0] = 0;
    const archive = Buffer.concat([tarEntry({ name: 'a', content: '1' }), bad, tar({ name: 'c', content: '3' })]);
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: '1', c: '3' });
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)).toEqual([
      'a: a damaged header was met at byte 1,024 of the unpacked stream; the last entry is a',
    ]);
  });

  it('does not take an accidental checksum in lost content for a header', async () => {
    const bad = tarEntry({ name: 'bad', content: tarHeader({ name: 'inside', magic: 'v7' }) });
    bad[0] = 0;
    const reading = await readBytes(Buffer.concat([tarEntry({ name: 'a', content: '1' }), bad, tar({ name: 'c' })]));
    expect(texts(reading)).toEqual({ a: '1', c: '' });
  });

  it('bytes behind the end mark are a problem, not a loss', async () => {
    const archive = Buffer.concat([tar({ name: 'a', content: '1' }), Buffer.from('upload-boundary--'.repeat(100))]);
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: '1' });
    expect(reading.summary.complete).toBe(true);
    expect(messages(reading)).toEqual(['bytes after the end of the archive were ignored, from byte 2,048']);
  });

  it('a missing end mark means that entries may be missing', async () => {
    const reading = await readBytes(tarEntry({ name: 'a', content: '1' }));
    expect(texts(reading)).toEqual({ a: '1' });
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)[0]).toContain('the archive has no end mark');
  });

  it('an extended header that is too large or malformed does not stop the reading', async () => {
    const archive = tar(
      { name: 'x', type: 'x', content: Buffer.alloc((1 << 20) + 1, 'a') },
      { name: 'a', content: '1' },
      { name: 'x', type: 'x', content: '99999 path=evil\n' },
      { name: 'b', content: '2' },
      { name: 'x', type: 'x', content: '-5 path=evil\n0 path=evil\n' },
      { name: 'c', content: '3' },
      { name: 'x', type: 'x' },
      { name: 'd', content: '4' },
    );
    const reading = await readBytes(archive);
    expect(texts(reading)).toEqual({ a: '1', b: '2', c: '3', d: '4' });
    expect(messages(reading)).toEqual(['an extended header of more than 1 MiB was skipped']);
  });
});

it('a path that comes twice is delivered twice and reported', async () => {
  const reading = await readBytes(tar({ name: 'a', content: 'old' }, { name: './a', content: 'new' }));
  expect(reading.entries.map((e) => [e.header.path, e.content.toString()])).toEqual([
    ['a', 'old'],
    ['a', 'new'],
  ]);
  expect(messages(reading)).toEqual(['a: the archive holds this path more than once; the last one counts']);
});
