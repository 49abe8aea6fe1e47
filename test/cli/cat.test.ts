import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { catCommand } from '../../src/cli/cat.ts';
import { tar } from '../archive/tar-builder.ts';
import { analyze, emptyFolder, type Run, shell } from './program.ts';

const LOG = 'one\r\ntwo\nthree \u001b[31m\nfour';
const FILES = [
  { name: 'journal/kubelet.log', content: LOG },
  { name: 'proc/self/cmdline', content: 'a\0b\0' },
  { name: 'journal/big.log.part-0001', content: 'p1\np' },
  { name: 'notes', content: 'between\n' },
  { name: 'journal/big.log.part-0002', content: '2\np3\n' },
];

function folder(files: readonly { name: string; content: string }[] = FILES): string {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'b.tgz'), gzipSync(tar(...files)));
  return cwd;
}

const cat = (place: string, cwd = folder()): Promise<Run> => analyze(['cat', 'b.tgz', place], { cwd });
const shown = (stdout: string): Run => ({ code: 0, stdout, stderr: '' });

describe('analyze cat', () => {
  it.each([
    ['journal/kubelet.log', LOG],
    ['./journal/kubelet.log', LOG],
    ['journal/kubelet.log:1', 'one\r\n'],
    ['journal/kubelet.log:2-3', 'two\nthree \u001b[31m\n'],
    ['journal/kubelet.log:4', 'four'],
    ['journal/kubelet.log:3-99', 'three \u001b[31m\nfour'],
    ['proc/self/cmdline', 'a\0b\0'],
    ['journal/big.log', 'p1\np2\np3\n'],
    ['journal/big.log:2', 'p2\n'],
  ])('prints %s byte for byte to a pipe', async (place, text) => {
    expect(await cat(place)).toEqual(shown(text));
  });

  it('reads standard input, folders, and single logs', async () => {
    const cwd = emptyFolder();
    mkdirSync(path.join(cwd, 'node/journal'), { recursive: true });
    writeFileSync(path.join(cwd, 'node/journal/kubelet.log'), LOG);
    writeFileSync(path.join(cwd, 'kubelet.log.gz'), gzipSync(LOG));
    expect(await analyze(['cat', 'node', 'journal/kubelet.log:2'], { cwd })).toEqual(shown('two\n'));
    expect(await analyze(['cat', 'kubelet.log.gz', 'kubelet.log:2'], { cwd })).toEqual(shown('two\n'));
    const stdin = gzipSync(tar(...FILES));
    expect(await analyze(['cat', '-', 'journal/kubelet.log:2'], { cwd, stdin })).toEqual(shown('two\n'));
  });

  it('knows the path that a report prints of a bundle that is packed in one folder, and nested archives', async () => {
    const inner = gzipSync(tar({ name: 'logs/a.log', content: 'x\ny\n' }));
    const cwd = folder([
      { name: 'sos-1/uptime', content: 'up\n' },
      { name: 'sos-1/var/log/messages', content: 'm1\nm2\n' },
      { name: 'sos-1/logs.tgz', content: inner as unknown as string },
    ]);
    expect(await cat('var/log/messages:2', cwd)).toEqual(shown('m2\n'));
    expect(await cat('sos-1/logs.tgz/logs/a.log:2', cwd)).toEqual(shown('y\n'));
  });

  it('stops reading behind the entry, so what is broken further on does not matter', async () => {
    const cwd = emptyFolder();
    const whole = tar(...FILES);
    writeFileSync(path.join(cwd, 'b.tgz'), whole.subarray(0, 1600));
    expect(await cat('journal/kubelet.log', cwd)).toEqual(shown(LOG));
  });

  it('follows a link, and a path that only one entry ends in, and says so', async () => {
    const files = [
      { name: 'a/messages', type: '2', link: 'kubelet.log', content: '' },
      { name: 'x/y/kubelet.log', content: 'other\n' },
      { name: 'a/kubelet.log', content: LOG },
    ];
    const cwd = folder(files as { name: string; content: string }[]);
    expect(await cat('a/messages:2', cwd)).toEqual({
      code: 0,
      stdout: 'two\n',
      stderr: 'analyze: a/messages is a/kubelet.log\n',
    });
    expect((await cat('y/kubelet.log', cwd)).stdout).toBe('other\n');
  });

  it.each([
    ['journal/kublet.log', 'there is no entry "journal/kublet.log" in "b.tgz"', 'the nearest is "journal/kubelet.log"'],
    [
      'JOURNAL/KUBELET.LOG',
      'there is no entry "JOURNAL/KUBELET.LOG" in "b.tgz"',
      'the nearest is "journal/kubelet.log"',
    ],
    [
      'journal',
      '"journal" is a folder of 2 in "b.tgz"',
      'name an entry of it, such as "journal/kubelet.log" or "journal/big.log"',
    ],
    [
      'zzzzzzzzzzzz/q',
      'there is no entry "zzzzzzzzzzzz/q" in "b.tgz"',
      'analyze --list-sources BUNDLE shows what is in it',
    ],
    ['notes:0', 'cannot use "notes:0" as a place', 'lines count from 1: PATH:48123 or PATH:48100-48130'],
    ['notes:5-4', 'cannot use "notes:5-4" as a place', 'lines count from 1: PATH:48123 or PATH:48100-48130'],
    ['notes:2', '"notes" has no line 2, it ends after 1 line', 'run analyze --help'],
  ])('%s is a mistake that is told', async (place, sentence, hint) => {
    expect(await cat(place)).toEqual({ code: 2, stdout: '', stderr: `analyze: ${sentence}\n  ${hint}\n` });
  });

  it('of what is no bundle ends with 3', async () => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'b.tgz'), '');
    expect((await cat('x', cwd)).code).toBe(3);
  });

  it('shows a terminal nothing that acts', async () => {
    const cwd = folder([{ name: 'evil', content: 'a\u001b]0;x\u0007\u009b2J\r\nb\u202e\té\rz' }]);
    const out: Buffer[] = [];
    const code = await catCommand(
      path.join(cwd, 'b.tgz'),
      'evil',
      {},
      {
        stdin: new PassThrough(),
        out: () => undefined,
        err: () => undefined,
        outBytes: (bytes) => void out.push(Buffer.from(bytes)),
        errIsTerminal: true,
        outIsTerminal: true,
        env: {},
      },
    );
    expect(code).toBe(0);
    expect(Buffer.concat(out).toString()).toBe('a\\u001b]0;x\\u0007\\u009b2J\nb\\u202e\té\\u000dz\n');
  });

  it('waits for a slow reader and ends with one that leaves', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const cwd = folder([{ name: 'big', content: line.repeat(30_000) }]);
    expect((await shell('"$@" cat b.tgz big | (sleep 0.3; wc -c)', { cwd })).stdout.trim()).toBe('3000000');
    expect(await shell('("$@" cat b.tgz big; echo "exit $?" >&2) | head -c 1', { cwd })).toEqual({
      code: 0,
      stdout: 'x',
      stderr: 'exit 0\n',
    });
  });
});
