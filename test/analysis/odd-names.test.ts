import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBundle } from '../../src/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { tar } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';

const line = 'Jan 15 11:00:00 node-1 kernel: Out of memory\n';
const LONG = `var/log/messages-${'x'.repeat(233)}`;
const NAMES = [
  'var/log/kubelet/a b  c.log',
  String.raw`var/log/docker/var-lib-docker\x2dextra.log`,
  LONG,
  'var/log/containerd/\u202elog.gnp\u0007.log',
];

async function read(write: (folder: string) => string) {
  const folder = mkdtempSync(join(process.env.TEST_SCRATCH ?? tmpdir(), 'odd-names-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { logs, problems } = await readBundle(write(folder), { signatures: [], limits: DEFAULT_LIMITS, hints: {} });
  return { paths: logs.filter((log) => log.value.lines === 1).map((log) => log.path), problems };
}

const save =
  (bytes: Buffer) =>
  (folder: string): string => {
    const path = join(folder, 'bundle');
    writeFileSync(path, bytes);
    return path;
  };

const saveEach =
  (names: readonly (string | Buffer)[]) =>
  (folder: string): string => {
    for (const name of names) {
      const path = Buffer.concat([Buffer.from(`${folder}/bundle/`), Buffer.from(name)]);
      mkdirSync(dirname(path.toString('latin1')), { recursive: true });
      writeFileSync(path, line);
    }
    return join(folder, 'bundle');
  };

describe('names with blanks, escapes of systemd, 250 characters and characters that cannot be seen', () => {
  const expected = { paths: [...NAMES].sort(), problems: [] };

  it('are read out of a tar archive', async () => {
    const entries = NAMES.map((name) => {
      const cut = name.length > 100 ? { prefix: 'var/log', name: name.slice(8) } : { name };
      return cut.name.length > 100
        ? [
            { name: '././@LongLink', type: 'L', content: `${name}\0` },
            { name: 'x', content: line },
          ]
        : [{ ...cut, content: line }];
    });
    expect(await read(save(gzipSync(tar(...entries.flat()))))).toEqual(expected);
  });

  it('are read out of a zip archive that was made on Unix', async () => {
    const entries = NAMES.map((name) => ({ name, content: line, host: 3, mode: 0o100644 }));
    expect(await read(save(zip(...entries)))).toEqual(expected);
  });

  it('are read out of a folder', async () => {
    expect(await read(saveEach(NAMES))).toEqual(expected);
  });
});

describe('a name that is not UTF-8', () => {
  const latin1 = Buffer.from('var/log/kubelet/gerät.log', 'latin1');

  it('is read out of a tar archive under a name that can be shown', async () => {
    const { paths, problems } = await read(save(tar({ name: latin1, content: line })));
    expect(paths).toEqual(['var/log/kubelet/ger\ufffdt.log']);
    expect(problems).toEqual([]);
  });

  it('is read out of a folder, or listed as not read', async () => {
    const { paths, problems } = await read(saveEach(['var/log/kern.log', latin1]));
    expect([...paths, ...problems.map((problem) => problem.path)]).toEqual([
      'var/log/kern.log',
      'var/log/kubelet/ger\ufffdt.log',
    ]);
  });
});
