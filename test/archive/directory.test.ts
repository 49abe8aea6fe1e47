import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure, messages, readPath, scratchPath, texts } from './reading.ts';

const isRoot = process.getuid?.() === 0;

function folder(files: Readonly<Record<string, string>>): string {
  const root = scratchPath('folder');
  mkdirSync(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

it('is read recursively in the order of names', async () => {
  const files = { 'var/log/b': '2', 'var/log/a': '1', 'a/z': '0', Z: '3', empty: '' };
  const { summary, entries } = await readPath(folder(files));
  expect(entries.map((e) => [e.header.path, e.content.toString(), e.ended])).toEqual([
    ['Z', '3', true],
    ['a/z', '0', true],
    ['empty', '', true],
    ['var/log/a', '1', true],
    ['var/log/b', '2', true],
  ]);
  expect(summary).toEqual({
    format: 'directory',
    bytes: 4,
    unpackedBytes: 4,
    entries: 5,
    complete: true,
    problems: [],
  });
});

it('may be empty', async () => {
  expect((await readPath(folder({}))).summary).toMatchObject({ entries: 0, complete: true, problems: [] });
});

it('may be given through a link', async () => {
  const link = scratchPath('link');
  symlinkSync(folder({ a: '1' }), link);
  expect(texts(await readPath(link))).toEqual({ a: '1' });
});

describe('links', () => {
  it('are never followed; those that leave the folder are problems', async () => {
    const outside = folder({ secret: 'from outside' });
    const root = folder({ 'usr/lib/os-release': 'ID=x' });
    mkdirSync(join(root, 'etc'));
    symlinkSync('../usr/lib/os-release', join(root, 'etc/os-release'));
    symlinkSync('/proc/self/mounts', join(root, 'etc/mtab'));
    symlinkSync(join(root, 'usr/lib'), join(root, 'etc/lib'));
    symlinkSync(`../../${outside.split('/').pop()}/secret`, join(root, 'etc/evil'));
    symlinkSync('loop', join(root, 'etc/loop'));
    symlinkSync(outside, join(root, 'etc/folder'));
    const reading = await readPath(root);
    expect(reading.entries.map((e) => [e.header.path, e.header.kind, e.header.linkTarget])).toEqual([
      // Absolute targets are places on the node the bundle is from, so they are looked up in the bundle.
      ['etc/folder', 'symlink', outside.slice(1)],
      ['etc/lib', 'symlink', 'usr/lib'],
      ['etc/loop', 'symlink', 'etc/loop'],
      ['etc/mtab', 'symlink', 'proc/self/mounts'],
      ['etc/os-release', 'symlink', 'usr/lib/os-release'],
      ['usr/lib/os-release', 'file', undefined],
    ]);
    expect(messages(reading)).toEqual(['etc/evil: its link target leaves the archive: the entry was skipped']);
    expect(Object.values(texts(reading)).join()).not.toContain('from outside');
  });

  it('hard links are files', async () => {
    const root = folder({ a: '1' });
    linkSync(join(root, 'a'), join(root, 'b'));
    expect(texts(await readPath(root))).toEqual({ a: '1', b: '1' });
  });
});

it.skipIf(process.platform === 'win32')('a FIFO in it is not opened and does not hang', async () => {
  const root = folder({ a: '1' });
  execFileSync('mkfifo', [join(root, 'fifo')]);
  const reading = await readPath(root);
  expect(texts(reading)).toEqual({ a: '1' });
  expect(messages(reading)).toEqual(['fifo: only regular files are read, and this is a device, FIFO or socket']);
});

describe.skipIf(isRoot || process.platform === 'win32')(
  'without permission (skipped for root, who may read all)',
  () => {
    it('files and folders are problems', async () => {
      const root = folder({ a: '1', secret: '2', 'closed/b': '3' });
      chmodSync(join(root, 'secret'), 0);
      chmodSync(join(root, 'closed'), 0);
      const reading = await readPath(root);
      chmodSync(join(root, 'closed'), 0o700);
      expect(texts(reading)).toEqual({ a: '1' });
      expect(messages(reading)).toEqual([
        'closed: cannot list the folder: permission denied',
        'secret: cannot read the file: permission denied',
      ]);
      expect(reading.summary.complete).toBe(true);
    });

    it('to the folder itself is an error', async () => {
      const root = folder({ a: '1' });
      chmodSync(root, 0);
      const error = await failure(readPath(root));
      chmodSync(root, 0o700);
      expect([error.code, error.message.split(': ').pop()]).toEqual(['INPUT_MISSING', 'permission denied']);
    });
  },
);

it('limits hold', async () => {
  const root = folder({ a: '12345', b: '12345', 'c/d': '1' });
  expect((await failure(readPath(root, { limits: { maxBytes: 9 } }))).message).toContain('unpacked size');
  expect((await failure(readPath(root, { limits: { maxEntryBytes: 4 } }))).message).toContain('the entry a');
  expect((await failure(readPath(root, { limits: { maxEntries: 2 } }))).message).toContain('number of entries');
});
