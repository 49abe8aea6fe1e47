import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze, emptyFolder, smallBundle } from './program.ts';

/** More than there are threads, of which one is no bundle. */
const NAMES = Array.from({ length: 7 }, (_, i) => `node-${i}.tgz`);

function folderOfMany(): string {
  const cwd = emptyFolder();
  for (const name of NAMES)
    writeFileSync(path.join(cwd, name), name === 'node-3.tgz' ? '-----BEGIN PGP MESSAGE-----\n' : smallBundle());
  mkdirSync(path.join(cwd, 'out'));
  return cwd;
}

describe('several bundles', () => {
  it('are shown in the order in which they were named, and one that cannot be read stops none', async () => {
    const run = await analyze([...NAMES, '-f', 'json', '-o', '-'], { cwd: folderOfMany() });
    const paths = [...run.stdout.matchAll(/^ {4}"path": "(node-\d\.tgz)"/gm)].map(([, name]) => name);
    expect(paths).toEqual(NAMES.filter((name) => name !== 'node-3.tgz'));
    expect(run.stderr).toContain('"node-3.tgz"');
    expect(run.code).toBe(3);
  });

  it('give the same reports as each alone', async () => {
    const cwd = folderOfMany();
    await analyze([...NAMES, '-f', 'json', '-o', 'out', '-q'], { cwd });
    const alone = await analyze(['node-5.tgz', '-f', 'json', '-o', '-'], { cwd });
    expect(readFileSync(path.join(cwd, 'out/node-5.report.json'), 'utf8')).toBe(alone.stdout);
  });

  it('end with a table, the worst first, one that cannot be read before all', async () => {
    const cwd = folderOfMany();
    writeFileSync(
      path.join(cwd, 'quiet.log'),
      'Jan 15 08:00:00 worker-8 systemd[1]: Started Session 1 of user admin.\n',
    );
    const { stdout } = await analyze(['quiet.log', 'node-0.tgz', 'node-3.tgz', '-o', 'out'], { cwd });
    expect(stdout.slice(stdout.lastIndexOf('\n\n') + 2)).toBe(
      [
        'NODE                  VERDICT            ROOT CAUSE                  SINCE',
        'node-3.tgz            not read           -                           -',
        'worker-7.example.com  root-cause-found   mounts/mount-max-too-small  2026-01-15T07:59:00Z or before',
        'quiet.log             insufficient-data  -                           -',
        '',
      ].join('\n'),
    );
  });

  it('meet invalid rules once', async () => {
    const cwd = folderOfMany();
    mkdirSync(path.join(cwd, 'rules'));
    writeFileSync(path.join(cwd, 'rules/broken.yaml'), 'id: x/broken\n');
    const run = await analyze([...NAMES, '--rules', 'rules', '-o', 'out', '-q'], { cwd });
    expect(run.code).toBe(4);
    expect(run.stderr.match(/cannot load the rules/g)).toHaveLength(1);
  });
});
