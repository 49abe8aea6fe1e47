import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar } from '../archive/tar-builder.ts';
import { analyze, emptyFolder, type Run } from './program.ts';

const FILES = [
  { name: 'journal/kubelet.log', content: 'start\nError: no space left\na\nb\nc\nERROR again\nlast' },
  { name: 'journal/deep/old.log', content: 'no space left\r\n' },
  { name: 'proc/core', content: `no space left${'\0\u0001\u0002'.repeat(99)}` },
  { name: 'cut.log.part-0001', content: 'x\nno sp' },
  { name: 'cut.log.part-0002', content: 'ace left\n' },
];

function grep(args: readonly string[], files = FILES): Promise<Run> {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'b.tgz'), gzipSync(tar(...files)));
  return analyze(['grep', 'b.tgz', ...args], { cwd });
}
const lines = (...stdout: string[]): Run => ({ code: 0, stdout: `${stdout.join('\n')}\n`, stderr: '' });

describe('analyze grep', () => {
  it('prints path, line and text of what matches in all text entries, pieces joined', async () => {
    expect(await grep(['no spa[c]e'])).toEqual(
      lines(
        'journal/kubelet.log:2:Error: no space left',
        'journal/deep/old.log:1:no space left',
        'cut.log:2:no space left',
      ),
    );
  });

  it.each<[string[], string[]]>([
    [
      ['-i', 'error'],
      ['journal/kubelet.log:2:Error: no space left', 'journal/kubelet.log:6:ERROR again'],
    ],
    [['(?i)error', '-m', '1'], ['journal/kubelet.log:2:Error: no space left']],
    [
      ['-c', 'a'],
      ['journal/kubelet.log:5', 'journal/deep/old.log:1', 'cut.log:1'],
    ],
    [['^last$', 'journal/*'], ['journal/kubelet.log:7:last']],
    [
      ['^l|left$', '*.log', '-m', '1', '-c'],
      ['journal/kubelet.log:1', 'journal/deep/old.log:1', 'cut.log:1'],
    ],
    [['left', '**/old.log'], ['journal/deep/old.log:1:no space left']],
    [
      ['left', 'journal/**'],
      ['journal/kubelet.log:2:Error: no space left', 'journal/deep/old.log:1:no space left'],
    ],
    [['left', 'journal/???.log', '-c', '-i'], []],
    [
      ['E', '-C', '1', 'kubelet.log'],
      [
        'journal/kubelet.log-1-start',
        'journal/kubelet.log:2:Error: no space left',
        'journal/kubelet.log-3-a',
        '--',
        'journal/kubelet.log-5-c',
        'journal/kubelet.log:6:ERROR again',
        'journal/kubelet.log-7-last',
      ],
    ],
    [
      ['^a$|^c$', '-A', '2', '-m', '1'],
      ['journal/kubelet.log:3:a', 'journal/kubelet.log-4-b', 'journal/kubelet.log-5-c'],
    ],
    [
      ['again', '-B', '2'],
      ['journal/kubelet.log-4-b', 'journal/kubelet.log-5-c', 'journal/kubelet.log:6:ERROR again'],
    ],
  ])('%j', async (args, expected) => {
    const run = await grep(args);
    expect(run.stdout.split('\n').slice(0, -1)).toEqual(expected);
    expect(run.code).toBe(expected.length > 0 ? 0 : 1);
  });

  it('says with -v what was not searched, and always when no path is like the glob', async () => {
    const run = await grep(['-v', 'zzz']);
    expect(run).toEqual({ code: 1, stdout: '', stderr: 'analyze: proc/core is no text and was not searched\n' });
    expect((await grep(['a', 'nope/*'])).stderr).toBe('analyze: no entry of the bundle has a path like "nope/*"\n');
  });

  it.each([
    [['(['], 'cannot use "([" as a regular expression: missing closing ]: `[`'],
    [['a', '-m', '0'], 'cannot use "0" for --max-count'],
    [['a', '-C', 'x'], 'cannot use "x" for --context'],
    [[], 'the argument <regex> is missing'],
  ])('%j is a mistake', async (args, sentence) => {
    const run = await grep(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`analyze: ${sentence}\n  `);
  });

  it('says that it did not see all: a line that is too long, a bundle that breaks off', async () => {
    const long = await grep(['tail'], [{ name: 'a', content: `${'y'.repeat(1 << 20)}tail\n` }]);
    expect(long).toEqual({
      code: 1,
      stdout: '',
      stderr: 'analyze: of 1 line of a only the first 1.0 MiB were searched\n',
    });
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'b.tar'), tar(...FILES).subarray(0, 1300));
    const cut = await analyze(['grep', 'b.tar', 'start'], { cwd });
    expect(cut.stdout).toBe('journal/kubelet.log:1:start\n');
    expect(cut.stderr).toBe('analyze: the bundle breaks off, what lies behind that was not searched\n');
  });

  it('takes time linear in the text, whatever the expression', async () => {
    const files = [{ name: 'a', content: `${'a'.repeat(50_000)}\n`.repeat(4) }];
    const start = performance.now();
    expect((await grep(['(a|aa)+$|(a+)+b'], files)).code).toBe(0);
    expect((await grep(['x*x*x*x*x*y', `${'*a'.repeat(40)}b`], files)).code).toBe(1);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
