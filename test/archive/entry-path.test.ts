import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalisePath, resolveSymlink } from '../../src/archive/entry-path.ts';

it.each([
  ['./var/log/messages', 'var/log/messages'],
  ['/var//log/./messages', 'var/log/messages'],
  ['node-1/tmp/../var/log', 'node-1/var/log'],
  ['./', ''],
  ['system-systemd\\x2dfsck.slice', 'system-systemd\\x2dfsck.slice'],
  ['a\nb', 'a\nb'],
])('normalises %j', (raw, path) => {
  expect(normalisePath(raw)).toEqual({ path });
});

it.each(['..', '../etc/passwd', 'a/../../b', '/../b'])('refuses %j', (raw) => {
  expect(normalisePath(raw)).toEqual({ fault: 'leaves the archive' });
});

it('refuses a NUL', () => {
  expect(normalisePath('a\0b')).toEqual({ fault: 'holds a NUL byte' });
});

it.each([
  ['etc/os-release', '../usr/lib/os-release', 'usr/lib/os-release'],
  ['etc/mtab', '/proc/self/mounts', 'proc/self/mounts'],
  ['a/b/c', 'd', 'a/b/d'],
])('resolves the link %s -> %s', (from, target, path) => {
  expect(resolveSymlink(from, target)).toEqual({ path });
});

it('refuses a link that leaves the archive', () => {
  expect(resolveSymlink('a/b', '../../etc/shadow')).toEqual({ fault: 'leaves the archive' });
});

it('agrees with the normalisation of node, and stays below the root', () => {
  const segment = fc.constantFrom('a', 'b c', '.', '..', '', '...', '..a');
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 12 }), (segments) => {
      const raw = segments.join('/');
      const result = normalisePath(raw);
      const reference = posix.normalize(raw.replace(/^\/+/, '') || '.');
      if (reference.split('/')[0] === '..') expect(result).toEqual({ fault: 'leaves the archive' });
      else expect(result).toEqual({ path: reference.replace(/\/+$/, '').replace(/^\.$/, '') });
    }),
  );
});
