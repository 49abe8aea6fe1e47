import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { messages, noise, readBytes, readPath, readStdin, scratchFile, texts } from './reading.ts';
import { tar } from './tar-builder.ts';
import { zip } from './zip-builder.ts';

const log = 'Apr 12 16:00:00 node-1 kernel: oom\n';
const node = [
  { name: 'top/proc/1/mountinfo', content: '36 35 98:0 / / rw - ext4 /dev/vda1 rw\n' },
  { name: 'top/empty', content: '' },
  { name: 'top/var/log/messages', content: noise(2_500_000).toString('base64') },
];
type Files = readonly { readonly name: string; readonly content: string | Buffer }[];
const large = node[2]?.content ?? '';

describe.each([
  ['tar', tar(...node)],
  ['tgz', gzipSync(tar(...node))],
  ['zip', zip(...node)],
])('a %s', (_, inner) => {
  it.each([
    ['tar', (files: Files) => tar(...files)],
    ['tgz', (files: Files) => gzipSync(tar(...files))],
    ['zip', (files: Files) => zip(...files)],
  ] as const)('inside a %s gives its entries with where they lie', async (_outer, packed) => {
    const archive = packed([
      { name: 'before', content: '1' },
      { name: 'nodes/a.bin', content: inner },
      { name: 'after', content: '2' },
    ]);
    for (const reading of [await readBytes(archive), await readStdin(archive, { pieces: 70_001 })]) {
      expect(reading.entries.map(({ header, ended }) => [header.path, header.within, ended])).toEqual([
        ['before', undefined, true],
        ...node.map((f) => [`nodes/a.bin/${f.name}`, ['nodes/a.bin'], true]),
        ['after', undefined, true],
      ]);
      expect(reading.entries[3]?.content.toString()).toBe(large);
      expect(reading.summary).toMatchObject({ complete: true, entries: 5, problems: [] });
      expect(reading.summary.unpackedBytes).toBe(large.length + 38 + 2);
    }
  });
});

describe('a file that was packed alone', () => {
  it('loses its ending and lies where it was', async () => {
    const reading = await readBytes(
      zip(
        { name: 'var/log/messages-20260101.gz', content: gzipSync(log) },
        { name: 'var/log/SYSLOG.2.GZ', content: gzipSync(log) },
        { name: 'var/log/empty.1.gz', content: gzipSync('') },
        { name: 'var/log/no-ending', content: gzipSync(log) },
        { name: 'var/log/binary.gz', content: gzipSync(noise(9_000)) },
      ),
    );
    expect(reading.entries.map((e) => [e.header.path, e.header.within, e.header.alone])).toEqual(
      ['messages-20260101', 'SYSLOG.2', 'empty.1', 'no-ending', 'binary'].map((name) => [
        `var/log/${name}`,
        undefined,
        undefined,
      ]),
    );
    expect(texts(reading)['var/log/messages-20260101']).toBe(log);
    expect(messages(reading)).toEqual([]);
  });

  it('keeps its ending where a file of the other name was before', async () => {
    const reading = await readBytes(
      tar({ name: 'syslog.1', content: 'a\n' }, { name: 'syslog.1.gz', content: gzipSync('b\n') }),
    );
    expect(texts(reading)).toEqual({ 'syslog.1': 'a\n', 'syslog.1.gz': 'b\n' });
    expect(messages(reading)).toEqual([]);
  });

  it('that is an archive after all is one, whatever its name says', async () => {
    const reading = await readBytes(
      tar({ name: 'logs.gz', content: gzipSync(tar({ name: 'kubelet.log', content: log })) }),
    );
    expect(reading.entries.map((e) => [e.header.path, e.header.within])).toEqual([
      ['logs.gz/kubelet.log', ['logs.gz']],
    ]);
  });

  it('that is cut is cut, and the bundle is not', async () => {
    const packed = gzipSync(noise(50_000).toString('base64'));
    const reading = await readBytes(
      tar({ name: 'a.log.gz', content: packed.subarray(0, 40_000) }, { name: 'b', content: log }),
    );
    expect(reading.entries.map((e) => [e.header.path, e.ended])).toEqual([
      ['a.log', false],
      ['b', true],
    ]);
    expect(reading.entries[0]?.content.length).toBeGreaterThan(40_000);
    expect(messages(reading)).toEqual(['a.log.gz: the gzip data is cut off']);
    expect(reading.summary.complete).toBe(true);
  });

  it('with a wrong checksum is given whole', async () => {
    const packed = gzipSync(log.repeat(50));
    packed.writeUInt32LE(1, packed.length - 8);
    const reading = await readBytes(tar({ name: 'a.log.gz', content: packed }));
    expect(texts(reading)).toEqual({ 'a.log': log.repeat(50) });
    expect(reading.entries[0]?.ended).toBe(false);
  });
});

it('archives at several depths say all archives they lie in', async () => {
  const inner = zip({ name: 'proc/1/mountinfo', content: 'x' }, { name: 'messages.gz', content: gzipSync(log) });
  const reading = await readBytes(
    zip({ name: 'n/all.tgz', content: gzipSync(tar({ name: 'a.zip', content: inner })) }),
  );
  const within = ['n/all.tgz', 'n/all.tgz/a.zip'];
  expect(reading.entries.map((e) => [e.header.path, e.header.within])).toEqual([
    ['n/all.tgz/a.zip/proc/1/mountinfo', within],
    ['n/all.tgz/a.zip/messages', within],
  ]);
});

it('links inside an inner archive stay inside', async () => {
  const inner = tar(
    { name: 'ps', type: '2', link: '/sos_commands/process/ps' },
    { name: 'evil', type: '2', link: '../x' },
    { name: 'hard', type: '1', link: 'sos_commands/process/ps' },
  );
  const reading = await readBytes(tar({ name: 'a.tar', content: inner }, { name: 'x', content: '1' }));
  expect(reading.entries.map((e) => [e.header.path, e.header.linkTarget])).toEqual([
    ['a.tar/ps', 'a.tar/sos_commands/process/ps'],
    ['a.tar/hard', 'a.tar/sos_commands/process/ps'],
    ['x', undefined],
  ]);
  expect(messages(reading)).toEqual(['a.tar/evil: its link target leaves the archive: the entry was skipped']);
});

it('a bundle that was packed once more is read, named by its file', async () => {
  const path = scratchFile(zip({ name: 'bundle.tgz', content: gzipSync(tar(...node)) }), 'bundle.zip');
  const reading = await readPath(path);
  expect(reading.summary).toMatchObject({ format: 'zip', entries: 3, complete: true });
  expect(reading.entries[0]?.header.within).toEqual(['bundle.tgz']);
});

describe('an inner archive that is broken', () => {
  it.each([
    [
      'cut off',
      gzipSync(tar(...node)).subarray(0, 1_000_000),
      /^i\.tgz\/top\/var\/log\/messages: the gzip data is cut off at byte/,
    ],
    [
      'a zip without its end',
      zip(...node).subarray(0, 1_000_000),
      /^i\.tgz\/top\/var\/log\/messages: its packed data is cut off$/,
    ],
  ])('is read as far as it goes: %s', async (_, inner, message) => {
    const reading = await readBytes(tar({ name: 'i.tgz', content: inner }, { name: 'after', content: log }));
    expect(reading.entries.map((e) => e.ended)).toEqual([true, true, false, true]);
    expect(large.startsWith(reading.entries[2]?.content.toString() ?? '-')).toBe(true);
    expect(messages(reading)[0]).toMatch(message);
    expect(reading.summary.complete).toBe(false);
  });

  it.each([
    [
      'encrypted',
      zip({ name: 'a', encrypted: true }),
      'i.zip: it was not unpacked: it is encrypted (zip with a password)',
    ],
    ['age', Buffer.from('age-encryption.org/v1\n'), 'i.zip: it is encrypted (age): the entry was skipped'],
  ])('does not keep the others from being read: %s', async (_, inner, message) => {
    const reading = await readBytes(tar({ name: 'i.zip', content: inner }, { name: 'after', content: log }));
    expect(texts(reading)).toEqual({ after: log });
    expect(messages(reading)).toContain(message);
  });

  it('whose outer archive ends inside it', async () => {
    const outer = tar({ name: 'i.tgz', content: gzipSync(tar(...node)) });
    const reading = await readBytes(outer.subarray(0, 700_000));
    expect(reading.entries.map((e) => e.ended)).toEqual([true, true, false]);
    expect(reading.summary.complete).toBe(false);
    expect(messages(reading)).toEqual([
      expect.stringContaining('i.tgz: the archive is cut off at byte 700,000'),
      expect.stringContaining('i.tgz/top/var/log/messages: the gzip data is cut off at byte 930,511'),
    ]);
  });
});

it('sinks that throw inside an inner archive end the reading with their own error', async () => {
  const { readArchive } = await import('../../src/archive/read-archive.ts');
  const { DEFAULT_LIMITS } = await import('../../src/archive/archive.ts');
  for (const inner of [tar(...node), gzipSync(tar(...node)), zip(...node)]) {
    const broken = (): never => {
      throw new Error('the sink is broken');
    };
    const path = scratchFile(gzipSync(tar({ name: 'inner', content: inner }, { name: 'b', content: large })));
    const reading = readArchive(path, { limits: DEFAULT_LIMITS, open: () => ({ write: broken, end: broken }) });
    await expect(reading).rejects.toThrow('the sink is broken');
  }
});
