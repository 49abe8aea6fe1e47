import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar } from '../archive/tar-builder.ts';
import { zip } from '../archive/zip-builder.ts';
import { analyze, emptyFolder, folderWithBundle, type Run } from './program.ts';

/** One line that says what is wrong, one that says what to do, nothing on standard output. */
function expectRefusal(run: Run, exit: number, sentence: string, hint: string): void {
  expect(run.stderr).toBe(`analyze: ${sentence}\n  ${hint}\n`);
  expect(run.stdout).toBe('');
  expect(run.code).toBe(exit);
}

const HELP = 'run analyze --help';
const INPUT_KINDS = 'pass a tar archive (plain, gz, xz, zst, bz2), a zip, a directory, or a single log or /proc file';
const COLLECT = 'collect a bundle with: analyze collect > collect.sh, then: sudo sh collect.sh > bundle.tgz';
const ELSEWHERE = 'name another place with -o PATH';

describe('a mistake on the command line', () => {
  it.each([
    [[], 'no bundle was given', 'analyze BUNDLE, or analyze --help'],
    [['--nope', 'bundle.tgz'], 'unknown option "--nope"', HELP],
    [['--formt', 'json', 'bundle.tgz'], 'unknown option "--formt", did you mean --format?', HELP],
    [['bundle.tgz', '-o'], 'the option "-o, --output <path>" needs a value', HELP],
    [['explian', 'bundle.tgz', 'x'], 'there is no command and no bundle "explian", did you mean explain?', HELP],
    [['rules', 'lst'], 'unknown command "lst", did you mean list?', HELP],
    [['explain', 'bundle.tgz'], 'the argument <rule> is missing', HELP],
    [['explain', 'bundle.tgz', 'a', 'b'], 'too many arguments for "explain"', HELP],
    [['bundle.tgz', '-f', 'pdf'], 'cannot use "pdf" for --format', 'choose from ticket, md, html, json, snapshot'],
    [
      ['bundle.tgz', '--max-chars', '500'],
      'cannot use "500" for --max-chars',
      'a whole number from 10000 on is needed',
    ],
    [['bundle.tgz', '--fail-on', 'bad'], 'cannot use "bad" for --fail-on', 'choose from critical, high, medium, low'],
    [['bundle.tgz', '--lang', 'fr'], 'cannot use "fr" for --lang', 'choose from en, zh'],
    [['bundle.tgz', '--tz', 'PST'], 'cannot use "PST" for --tz', 'a zone looks like +08:00, -0500 or UTC'],
    [['bundle.tgz', '--year', '26'], 'cannot use "26" for --year', 'a year looks like 2026'],
    [['bundle.tgz', '--max-entries', '1e9'], 'cannot use "1e9" for --max-entries', 'a whole number above 0 is needed'],
    [
      ['bundle.tgz', '--max-bytes', 'lots'],
      'cannot use "lots" for --max-bytes',
      'a size looks like 500M, 2Gi or 1048576',
    ],
    [
      ['bundle.tgz', '--collected-at', '2026-04-12T02:30'],
      'cannot use "2026-04-12T02:30" for --collected-at',
      'a time looks like 2026-04-12T02:30:00+08:00',
    ],
  ])('%j', async (args, sentence, hint) => {
    expectRefusal(await analyze(args, { cwd: folderWithBundle() }), 2, sentence, hint);
  });

  it('is quoted without the power to move the cursor, and cut', async () => {
    const run = await analyze([`--\u001b[2J\n${'x'.repeat(200)}`], { cwd: emptyFolder() });
    expect(run.stderr).toMatch(/^analyze: unknown option "--\\u001b\[2J\\nx+…"\n {2}run analyze --help\n$/);
    expect(run.code).toBe(2);
  });
});

describe('a bundle that cannot be read', () => {
  it('does not exist', async () => {
    const run = await analyze(['gone.tgz'], { cwd: emptyFolder() });
    const sentence = 'cannot read the bundle "gone.tgz": no such file or directory';
    expectRefusal(run, 2, sentence, 'check the path; use - to read from standard input');
  });

  it.each<[string, string, Buffer | string, string, string]>([
    ['is empty', 'empty.tgz', '', 'cannot read "empty.tgz": the file is empty', INPUT_KINDS],
    ['is noise', 'noise.tgz', noise(), 'cannot read "noise.tgz": it is neither an archive nor text', INPUT_KINDS],
    [
      'has no entries',
      'none.tgz',
      gzipSync(tar()),
      'cannot read "none.tgz": the archive holds no entries',
      INPUT_KINDS,
    ],
    [
      'holds one entry of no bytes',
      'zero.tgz',
      gzipSync(tar({ name: 'notes', content: '' })),
      'found nothing to analyse in "zero.tgz": none of its 1 entries is a known source',
      COLLECT,
    ],
    [
      'is an encrypted zip',
      'locked.zip',
      zip({ name: 'proc/meminfo', content: 'MemTotal: 1 kB', encrypted: true }),
      'cannot read "locked.zip": it is encrypted (zip with a password)',
      'decrypt it first and pass the result',
    ],
    [
      'is encrypted by age',
      'node.tar.gz.age',
      'age-encryption.org/v1\n-> X25519 ',
      'cannot read "node.tar.gz.age": it is encrypted (age)',
      'decrypt it where the key is: age -d -i KEY_FILE node.tar.gz.age > node.tar.gz, then pass that',
    ],
  ])('%s', async (_what, name, content, sentence, hint) => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, name), content);
    expectRefusal(await analyze([name], { cwd }), 3, sentence, hint);
    expect(readdirSync(cwd)).toEqual([name]);
  });

  it.each(['html', 'md', 'json', 'text', 'snapshot'])('is a report of ours: %s', async (format) => {
    const cwd = folderWithBundle();
    await analyze(['bundle.tgz', '-q', '-f', format, '-o', '.'], { cwd });
    const name = readdirSync(cwd).find((file) => file !== 'bundle.tgz') ?? '';
    const hint = 'pass the bundle that the report is about, its name stands in the report';
    expectRefusal(await analyze([name], { cwd }), 3, `cannot read "${name}": it is a report of this program`, hint);
  });

  it('is none of these: a bundle that its tool left nearly empty has a report on what is missing', async () => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'mg.tar'), tar({ name: 'must-gather.local.1/event-filter.html', content: '' }));
    const run = await analyze(['mg.tar', '-f', 'json', '-o', '-'], { cwd });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      bundle: { layout: 'must-gather', entries: 1 },
      verdict: { status: 'insufficient-data' },
      diagnoses: [],
    });
  });

  it('is a directory without any known source', async () => {
    const cwd = emptyFolder();
    mkdirSync(path.join(cwd, 'photos'));
    writeFileSync(path.join(cwd, 'photos/beach.jpg'), noise());
    writeFileSync(path.join(cwd, 'photos/readme'), 'taken in summer\n');
    const sentence = 'found nothing to analyse in "photos": none of its 2 entries is a known source';
    expectRefusal(await analyze(['photos'], { cwd }), 3, sentence, COLLECT);
  });

  it('is larger than a limit', async () => {
    const run = await analyze(['bundle.tgz', '--max-bytes', '1k'], { cwd: folderWithBundle() });
    const hint = 'if you trust this bundle, raise the limit with --max-bytes';
    expectRefusal(run, 3, 'stopped reading "bundle.tgz": the unpacked size exceeds the limit of 1000 B', hint);
  });

  it('does not stop the others; the exit code is that of the worst', async () => {
    const cwd = folderWithBundle();
    writeFileSync(path.join(cwd, 'noise'), noise());
    const run = await analyze(['gone', 'noise', 'bundle.tgz', '--fail-on', 'low', '-q'], { cwd });
    expect(run.stderr.split('\n').filter((line) => line.startsWith('analyze: '))).toEqual([
      'analyze: cannot read the bundle "gone": no such file or directory',
      'analyze: cannot read "noise": it is neither an archive nor text',
    ]);
    expect(run.code).toBe(3);
    expect(readdirSync(cwd).sort()).toEqual(['bundle.report.html', 'bundle.report.md', 'bundle.tgz', 'noise']);
  });
});

describe('an output that cannot be written', () => {
  it.each([
    [
      ['-f', 'json', '-o', 'gone/x.json'],
      'cannot write the report "gone/x.json": no such file or directory',
      ELSEWHERE,
    ],
    [['-o', 'gone/'], 'cannot write the report "gone/": no such folder', ELSEWHERE],
    [['bundle.tgz', '-o', 'gone'], 'cannot write the report "gone": no such folder', ELSEWHERE],
    [
      ['-o', 'x.pdf'],
      'cannot tell the format of "x.pdf"',
      'give one format with -f, or end the name in .html, .md, .json or .txt',
    ],
    [
      ['-f', 'json', '-f', 'html', '-o', 'x.json'],
      'cannot write 2 formats into one file "x.json"',
      'give one -f, or name a folder with -o',
    ],
    [
      ['-f', 'json', '-f', 'html', '-o', '-'],
      'only one format can go to standard output',
      'give one -f, or name a folder with -o',
    ],
  ])('%j', async (args, sentence, hint) => {
    const cwd = folderWithBundle();
    expectRefusal(await analyze(['bundle.tgz', ...args], { cwd }), 2, sentence, hint);
    expect(readdirSync(cwd)).toEqual(['bundle.tgz']);
  });
});

/** Bytes that are neither text nor an archive; the same in every run. */
function noise(): Buffer {
  return Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 167 + (i >> 3) * 31) % 256));
}
