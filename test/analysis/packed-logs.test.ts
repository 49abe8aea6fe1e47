import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { readBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { tar } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';

const line = (day: string): string => `2026-01-${day}T10:00:00+00:00 node-1 kernel: Out of memory\n`;
const node = [
  { name: 'node-1/proc/meminfo', content: 'MemTotal: 1024 kB\n' },
  { name: 'node-1/var/log/messages', content: line('03') },
  { name: 'node-1/var/log/messages-20260102.gz', content: gzipSync(line('01') + line('02')) },
  { name: 'node-1/var/log/syslog.2.gz', content: gzipSync(line('01')) },
];

async function read(bytes: Buffer): Promise<readonly (readonly [string, number | undefined])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'bundle');
  writeFileSync(path, bytes);
  const { logs } = await readBundle(path, { signatures: [], limits: DEFAULT_LIMITS, hints: {} });
  return logs.map((log) => [log.path, log.value.lines]);
}

const expected = [
  ['var/log/messages', 1],
  ['var/log/messages-20260102', 2],
  ['var/log/syslog.2', 1],
];

it('rotated and packed parts of a log are logs under their own names', async () => {
  expect(await read(gzipSync(tar(...node)))).toEqual(expected);
});

it('a bundle that was packed once more has the same logs', async () => {
  const logs = await read(zip({ name: 'node-1.tgz', content: gzipSync(tar(...node)) }));
  expect(logs.map(([path, lines]) => [path.replace(/^node-1\.tgz\//, ''), lines])).toEqual(expected);
});

it('a folder that was packed in its place is read as if it lay there', async () => {
  const log = tar({ name: 'log/messages', content: line('03') });
  expect(await read(tar(...node.slice(0, 1), { name: 'node-1/var/log.tgz', content: gzipSync(log) }))).toEqual([
    ['var/log.tgz/log/messages', 1],
  ]);
});
