import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type ReadSoFar } from '../../src/archive/archive.ts';
import { readArchive } from '../../src/archive/read-archive.ts';
import {
  failure,
  messages,
  noise,
  readBytes,
  readPath,
  readStdin,
  scratchFile,
  scratchPath,
  texts,
} from './reading.ts';
import { tar } from './tar-builder.ts';
import { zip } from './zip-builder.ts';

const files = [
  { name: 'node-1/proc/1/mountinfo', content: '36 35 98:0 / / rw - ext4 /dev/vda1 rw\n' },
  { name: 'node-1/journal/kubelet.log', content: noise(3_000_000) },
  { name: 'node-1/empty', content: '' },
];
const expected = Object.fromEntries(files.map((f) => [f.name, Buffer.from(f.content).toString()]));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.each([
  ['tar', tar(...files)],
  ['tgz', gzipSync(tar(...files))],
  ['zip', zip(...files)],
] as const)('a %s', (format, bytes) => {
  it.each([
    ['from a file', readBytes],
    ['from standard input', readStdin],
  ])('is read %s', async (_, read) => {
    const reading = await read(bytes);
    expect(texts(reading)).toEqual(expected);
    expect(reading.entries.map((e) => [e.header.kind, e.ended])).toEqual(files.map(() => ['file', true]));
    const content = files.reduce((sum, f) => sum + f.content.length, 0);
    expect(reading.summary).toEqual({
      format,
      bytes: bytes.length,
      unpackedBytes: content,
      entries: 3,
      sha256: sha256(bytes),
      complete: true,
      problems: [],
    });
  });

  it('is recognised by its content, not by its name', async () => {
    expect((await readPath(scratchFile(bytes, 'screenshot.png'))).summary.format).toBe(format);
  });
});

it('reads what an independent writer packs, with long names', async () => {
  const packer = pack();
  const long = `${'deep/'.repeat(60)}kubelet.log`;
  packer.entry({ name: long }, 'I0412 started\n');
  packer.entry({ name: 'etc/os-release', type: 'symlink', linkname: '../usr/lib/os-release' });
  packer.entry({ name: 'var', type: 'directory' });
  packer.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packer) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  const reading = await readBytes(gzipSync(Buffer.concat(chunks)));
  expect(reading.entries.map((e) => e.header)).toEqual([
    { path: long, kind: 'file', size: 14 },
    { path: 'etc/os-release', kind: 'symlink', linkTarget: 'usr/lib/os-release', size: 0 },
  ]);
  expect(messages(reading)).toEqual([]);
});

describe('a single file', () => {
  it('is one entry with its name', async () => {
    const path = scratchFile('36 35 98:0 / / rw - ext4 /dev/vda1 rw\n', 'mountinfo');
    const { summary, entries } = await readPath(path);
    expect(summary).toMatchObject({ format: 'file', entries: 1, bytes: 38, unpackedBytes: 38, complete: true });
    expect(entries[0]?.header).toEqual({ path: path.split('/').pop(), kind: 'file', size: 38, alone: true });
  });

  it('loses .gz when it was packed', async () => {
    const path = scratchFile(gzipSync('kernel: oom\n'), 'messages.GZ');
    const { summary, entries } = await readPath(path);
    expect(summary.format).toBe('gzip');
    expect(entries[0]?.header.path).toBe(path.split('/').pop()?.replace('.GZ', ''));
    expect(entries[0]?.content.toString()).toBe('kernel: oom\n');
  });

  it('from standard input is called stdin', async () => {
    expect(texts(await readStdin(Buffer.from('a\n')))).toEqual({ stdin: 'a\n' });
    expect(texts(await readStdin(gzipSync('a\n')))).toEqual({ stdin: 'a\n' });
  });

  it.skipIf(!existsSync('/proc/self/status'))('may be a /proc file, whose size reads as 0', async () => {
    const { summary, entries } = await readPath('/proc/self/status');
    expect(entries[0]?.header).toEqual({ path: 'status', kind: 'file', alone: true });
    expect(entries[0]?.content.toString()).toContain('VmRSS:');
    expect(summary.bytes).toBe(entries[0]?.content.length);
  });

  it.skipIf(process.platform === 'win32').each([
    ['a tgz', gzipSync(tar(...files))],
    ['a tgz with garbage behind it', Buffer.concat([gzipSync(tar(...files)), Buffer.from('garbage')])],
    ['a zip', zip(...files)],
  ])('may be a FIFO that carries %s', async (_, bytes) => {
    const path = scratchPath('fifo');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', scratchFile(bytes), path]);
    const reading = await readPath(path);
    expect(Object.fromEntries(reading.entries.map((e) => [e.header.path, sha256(e.content)]))).toEqual(
      Object.fromEntries(files.map((f) => [f.name, sha256(Buffer.from(f.content))])),
    );
    expect(reading.summary.sha256).toBe(sha256(bytes));
    if (writer.exitCode === null) await once(writer, 'exit');
  });

  it.skipIf(process.platform === 'win32')('may be a FIFO whose writer is slow', async () => {
    const path = scratchPath('fifo');
    execFileSync('mkfifo', [path]);
    const script = 'exec > "$1"; for i in 1 2 3 4 5 6; do echo "line $i"; sleep 0.02; done';
    const writer = spawn('sh', ['-c', script, 'sh', path]);
    const reading = await readPath(path);
    expect(Object.values(texts(reading))).toEqual(['line 1\nline 2\nline 3\nline 4\nline 5\nline 6\n']);
    if (writer.exitCode === null) await once(writer, 'exit');
  });

  it('with bytes that are no UTF-8 and NULs between words is text', async () => {
    const cmdline = Buffer.from('kubelet\0--config=/etc/kubelet.yaml\0--v=2\0');
    expect((await readBytes(cmdline)).entries[0]?.content).toEqual(cmdline);
    const latin1 = Buffer.from('gerät läuft nicht\n', 'latin1');
    expect((await readBytes(latin1)).entries[0]?.content).toEqual(latin1);
  });
});

describe('what cannot be read', () => {
  it('a missing path, a missing standard input', async () => {
    const error = await failure(readPath('/nowhere/bundle.tgz'));
    expect([error.code, error.message]).toEqual([
      'INPUT_MISSING',
      'cannot read the bundle "/nowhere/bundle.tgz": no such file or directory',
    ]);
    expect((await failure(readPath('-'))).code).toBe('INPUT_MISSING');
  });

  it('a stream that fails', async () => {
    const stdin = new Readable({ read: () => undefined });
    const reading = readPath('-', { stdin });
    stdin.push(gzipSync(tar(...files)).subarray(0, 100_000));
    setImmediate(() => stdin.destroy(new Error('connection reset')));
    const error = await failure(reading);
    expect([error.code, error.message]).toEqual(['INPUT_MISSING', 'cannot read the bundle "-": connection reset']);
  });
});

describe('the sinks', () => {
  it('can be declined, and the bytes still count', async () => {
    const path = scratchFile(gzipSync(tar(...files)));
    const summary = await readArchive(path, { limits: DEFAULT_LIMITS, open: () => undefined });
    expect(summary).toMatchObject({ entries: 3, unpackedBytes: 3_000_038 });
  });

  it.each([
    ['tar', tar(...files)],
    ['tgz', gzipSync(tar(...files))],
    ['zip', zip(...files)],
    ['gzip', gzipSync('a line\n')],
    ['file', Buffer.from('a line\n')],
  ])('that throw end the reading of a %s with their own error', async (_, bytes) => {
    const broken = (): never => {
      throw new Error('the sink is broken');
    };
    const options = { limits: DEFAULT_LIMITS, open: () => ({ write: broken, end: broken }) };
    await expect(readArchive(scratchFile(bytes), options)).rejects.toThrow('the sink is broken');
  });

  it('get chunks of at most 1 MiB', async () => {
    let largest = 0;
    const open = () => ({
      write: (chunk: Buffer) => {
        largest = Math.max(largest, chunk.length);
      },
      end: () => undefined,
    });
    for (const bytes of [tar(...files), gzipSync(tar(...files)), zip(...files)]) {
      await readArchive(scratchFile(bytes), { limits: DEFAULT_LIMITS, open });
    }
    expect(largest).toBeGreaterThan(1 << 16);
    expect(largest).toBeLessThanOrEqual(1 << 20);
  });
});

it('reports progress with the packed size, at most 20 times a second', async () => {
  const path = scratchFile(gzipSync(tar(...files, { name: 'large', content: noise(20_000_000) })));
  const seen: ReadSoFar[] = [];
  const start = performance.now();
  const { bytes } = await readArchive(path, {
    limits: DEFAULT_LIMITS,
    open: () => undefined,
    progress: (soFar) => seen.push(soFar),
  });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.length).toBeLessThanOrEqual(1 + (performance.now() - start) / 50);
  expect(seen.every(({ read, total }) => read <= bytes && total === readFileSync(path).length)).toBe(true);
  expect(
    seen.every(({ entry }) => entry === undefined || entry === 'large' || files.some(({ name }) => name === entry)),
  ).toBe(true);
});

it.skipIf(!existsSync('/proc/self/fd'))('leaves no file open, whatever happens', async () => {
  const archives = [
    gzipSync(tar(...files)),
    gzipSync(tar(...files)).subarray(0, 900_000),
    tar(...files),
    zip(...files),
    zip(...files).subarray(0, 200_000),
    Buffer.from('text\n'),
    noise(5_000),
    Buffer.alloc(0),
  ].map((bytes) => scratchFile(bytes));
  for (const path of archives) {
    for (const limits of [{}, { maxBytes: 10 }, { maxEntries: 1 }]) {
      await readPath(path, { limits }).catch(() => undefined);
      expect(openFiles()).not.toContain(path);
    }
  }
});

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
}
