import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './build.ts';
import { analyze, emptyFolder } from './program.ts';

const FORMATS = ['json', 'html', 'md', 'ticket', 'snapshot'] as const;
const BUNDLE = readFileSync(path.join(ROOT, 'samples/mount-max-10.tgz'));

/** All reports of one run in a folder of its own, one after the other. */
async function reports(env: Readonly<Record<string, string>>): Promise<string> {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'node.tgz'), BUNDLE);
  mkdirSync(path.join(cwd, 'out'));
  const run = await analyze(['node.tgz', '-o', 'out', ...FORMATS.flatMap((format) => ['-f', format])], { cwd, env });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  const files = ['report.json', 'report.html', 'report.md', 'report.txt', 'snapshot.json'];
  return [run.stdout, ...files.map((file) => readFileSync(path.join(cwd, 'out', `node.${file}`), 'utf8'))].join('\0');
}

it('the same bundle gives the same bytes, whatever the zone, language, folder, home and terminal', async () => {
  const first = await reports({ TZ: 'UTC', HOME: '/root', LC_ALL: 'C' });
  const second = await reports({ TZ: 'Asia/Kolkata', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', NO_COLOR: '1' });
  expect(second === first).toBe(true);
  const third = await reports({ TZ: 'America/St_Johns', FORCE_COLOR: '3', COLUMNS: '40' });
  expect(third === first).toBe(true);
});
