import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtProgram } from './build.ts';
import { analyze, emptyFolder, folderWithBundle, shell, smallBundle } from './program.ts';

const NOBODY = 65534;
const IS_ROOT = process.getuid?.() === 0;

describe('reports', () => {
  it('lie beside the bundle, whole and readable, and the second run replaces them', async () => {
    const cwd = folderWithBundle();
    const names = ['html', 'md', 'json', 'txt']
      .map((ending) => `bundle.report.${ending}`)
      .concat('bundle.snapshot.json');
    const args = [
      'bundle.tgz',
      '-q',
      ...['html', 'md', 'json', 'ticket', 'snapshot'].flatMap((format) => ['-f', format]),
    ];
    for (const _ of [1, 2]) {
      expect(await analyze(args, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readdirSync(cwd).sort()).toEqual([...names, 'bundle.tgz'].sort());
    }
    for (const name of names) expect(statSync(path.join(cwd, name)).size).toBeGreaterThan(500);
  });

  it('as a ticket go to standard output, under the name it had first as well', async () => {
    const cwd = folderWithBundle();
    const [ticket, text] = await Promise.all(['ticket', 'text'].map((f) => analyze(['bundle.tgz', '-f', f], { cwd })));
    expect(ticket).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Limits /m) });
    expect(text?.stdout).toBe(ticket?.stdout);
    expect(ticket?.stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  it('in Markdown have at most --max-chars characters', async () => {
    const cwd = folderWithBundle();
    const whole = await analyze(['bundle.tgz', '-f', 'md', '-o', '-'], { cwd });
    const cut = await analyze(['bundle.tgz', '-f', 'md', '-o', '-', '--max-chars', '10000'], { cwd });
    expect(whole.stdout.length).toBeGreaterThan(10_000);
    expect(cut.stdout.length).toBeLessThanOrEqual(10_000);
    expect(cut.stdout).toContain('**Left out** to stay below 10,000 characters');
  });

  it('are readable by their owner alone under a strict umask', async () => {
    const cwd = folderWithBundle();
    expect((await shell('umask 077; "$@" bundle.tgz -q', { cwd })).code).toBe(0);
    expect(statSync(path.join(cwd, 'bundle.report.md')).mode & 0o777).toBe(0o600);
  });

  it('of two bundles with one name do not overwrite each other', async () => {
    const cwd = emptyFolder();
    for (const folder of ['a', 'b', 'out']) mkdirSync(path.join(cwd, folder));
    for (const folder of ['a', 'b']) writeFileSync(path.join(cwd, folder, 'node.tgz'), smallBundle());
    const run = await analyze(['a/node.tgz', 'b/node.tgz', '-f', 'json', '-o', 'out', '-q'], { cwd });
    expect(run.code).toBe(0);
    const paths = ['out/node.report.json', 'out/node-2.report.json'].map(
      (file) => readJson(path.join(cwd, file)).bundle.path,
    );
    expect(paths).toEqual(['a/node.tgz', 'b/node.tgz']);
  });

  it('go to the current folder when that of the bundle cannot be written, and a line says so', async (context) => {
    if (IS_ROOT && !(await isReadableByAll(await builtProgram()))) context.skip('the project lies in a private folder');
    const cwd = emptyFolder();
    for (const folder of ['here', 'archive']) mkdirSync(path.join(cwd, folder));
    writeFileSync(path.join(cwd, 'archive/bundle.tgz'), smallBundle());
    for (const [folder, mode] of [
      ['', 0o755],
      ['here', 0o777],
      ['archive', 0o555],
    ] as const)
      chmodSync(path.join(cwd, folder), mode);
    const run = await analyze(['../archive/bundle.tgz', '-q'], {
      cwd: path.join(cwd, 'here'),
      ...(IS_ROOT ? { uid: NOBODY } : {}),
    });
    expect(run).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'analyze: cannot write beside the bundle "../archive/bundle.tgz": permission denied; the reports go to the current folder\n',
    });
    expect(readdirSync(path.join(cwd, 'here')).sort()).toEqual(['bundle.report.html', 'bundle.report.md']);
    expect(readdirSync(path.join(cwd, 'archive'))).toEqual(['bundle.tgz']);
  });

  it('go to a device or through a link without replacing it', async () => {
    const cwd = folderWithBundle();
    writeFileSync(path.join(cwd, 'target.json'), '');
    symlinkSync('target.json', path.join(cwd, 'link.json'));
    expect((await analyze(['bundle.tgz', '-q', '-f', 'json', '-o', 'link.json'], { cwd })).code).toBe(0);
    expect(readJson(path.join(cwd, 'target.json')).schemaVersion).toBe(1);
    expect(
      readdirSync(cwd, { withFileTypes: true })
        .find((e) => e.name === 'link.json')
        ?.isSymbolicLink(),
    ).toBe(true);
    const run = await shell('"$@" bundle.tgz -q -f json -o /dev/stdout | head -c 1', { cwd });
    expect(run).toEqual({ code: 0, stdout: '{', stderr: '' });
  });
});

describe('what is in the way', () => {
  it.each([
    ['notes', 'bundle.report.html', 'my notes\n', 'a file that is not a report is in the way'],
    ['a binary file', 'bundle.report.html', '\0inquest\0', 'a file that is not a report is in the way'],
    ['a folder', 'bundle.report.html', undefined, 'a folder is in the way'],
  ])('%s stays, and nothing is written', async (_what, name, content, reason) => {
    const cwd = folderWithBundle();
    const file = path.join(cwd, name);
    if (content === undefined) mkdirSync(file);
    else writeFileSync(file, content);
    const run = await analyze(['bundle.tgz'], { cwd });
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr: `analyze: cannot write the report "bundle.report.html": ${reason}\n  name another place with -o PATH\n`,
    });
    expect(readdirSync(cwd).sort()).toEqual([name, 'bundle.tgz'].sort());
    if (content !== undefined) expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is the bundle itself', async () => {
    const cwd = folderWithBundle();
    const run = await analyze(['bundle.tgz', '-f', 'json', '-o', 'bundle.tgz'], { cwd });
    expect(run.code).toBe(2);
    expect(readFileSync(path.join(cwd, 'bundle.tgz')).equals(smallBundle())).toBe(true);
  });
});

describe('standard output', () => {
  it('carries nothing with -q and only the report with -o -', async () => {
    const cwd = folderWithBundle();
    expect(await analyze(['bundle.tgz', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    const { stdout, stderr } = await analyze(['bundle.tgz', '-f', 'md', '-o', '-'], { cwd });
    expect(stdout).toBe(readFileSync(path.join(cwd, 'bundle.report.md'), 'utf8'));
    expect(stderr).toBe('');
  });

  it('carries the summary and where the reports lie; progress and colours only a terminal gets', async () => {
    const run = await analyze(['bundle.tgz'], {
      cwd: folderWithBundle(),
      env: { FORCE_COLOR: '1', TERM: 'xterm-256color' },
    });
    expect(run.stdout).toContain('Report      bundle.report.md, bundle.report.html');
    expect(`${run.stdout}${run.stderr}`).not.toContain('\u001b');
    expect(run.stderr).toBe('');
  });

  it('may be closed early', async () => {
    const cwd = folderWithBundle();
    const run = await shell('("$@" bundle.tgz -f snapshot -o -; echo "exit $?" >&2) | head -c 1', { cwd });
    expect(run).toEqual({ code: 0, stdout: '{', stderr: 'exit 0\n' });
  });

  it.runIf(process.platform === 'linux')('on a full disk is an error of its own', async () => {
    const run = await shell('"$@" bundle.tgz -f json -o - > /dev/full', { cwd: folderWithBundle() });
    expect(run.stderr).toBe(
      'analyze: cannot write the report "-": no space left on device\n  name another place with -o PATH\n',
    );
    expect(run.code).toBe(2);
  });

  it('has one line per bundle at the end, the worst first', async () => {
    const cwd = folderWithBundle();
    writeFileSync(
      path.join(cwd, 'quiet.log'),
      'Jan 15 08:00:00 worker-8 systemd[1]: Started Session 1 of user admin.\n',
    );
    const { stdout } = await analyze(['quiet.log', 'bundle.tgz'], { cwd });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .slice(-2)
        .map((line) => line.split('  ')[0]),
    ).toEqual(['worker-7.example.com', 'quiet.log']);
  });
});

function readJson(file: string): { schemaVersion: number; bundle: { path: string } } {
  return JSON.parse(readFileSync(file, 'utf8')) as { schemaVersion: number; bundle: { path: string } };
}

async function isReadableByAll(file: string): Promise<boolean> {
  for (let at = file; at !== path.dirname(at); at = path.dirname(at))
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}
