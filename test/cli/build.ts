import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/cli.js');
/** Written by the last step of the build that the tests need. */
const BUILT = path.join(ROOT, 'dist/worker-code.cache');
const INPUTS = [
  'src',
  'rules',
  'collectors/collect.sh',
  'docs/report.schema.json',
  'package.json',
  'scripts/build.mjs',
  'scripts/code-cache.cjs',
];
const LOCK = path.join(tmpdir(), `inquest-build-${statSync(ROOT).ino}.lock`);
const LOCK_MILLISECONDS = 120_000;

let built: Promise<string> | undefined;

/** The path of the built program; builds it when it is older than its sources, once for test files that run at a time. */
export function builtProgram(): Promise<string> {
  // Some hundred tests ask, and a look at the sources is as long as a short test.
  built ??= buildWhenStale();
  return built;
}

async function buildWhenStale(): Promise<string> {
  const giveUp = Date.now() + LOCK_MILLISECONDS;
  while (isStale()) {
    if (!takeLock()) {
      if (Date.now() > giveUp) throw new Error(`another build holds ${LOCK}; remove it if there is none`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    try {
      if (isStale()) build();
    } finally {
      rmdirSync(LOCK);
    }
  }
  return PROGRAM;
}

function isStale(): boolean {
  const since = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return INPUTS.some((input) => newest(path.join(ROOT, input)) > since);
}

function newest(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

function build(): void {
  const run = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the build failed: ${run.stderr}`);
}
