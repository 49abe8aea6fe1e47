import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDocumented } from './format.ts';
import {
  IS_ROOT,
  isInstalled,
  listMembers,
  type Member,
  makeWorkspace,
  NOBODY,
  type Run,
  readBundle,
  readMembers,
  runCollector,
  type StepRecord,
  startCollector,
  stepRecord,
  TAR_READERS,
  type Workspace,
} from './run-collector.ts';

// A run takes 1 to 3 s; a busy machine may need ten times that.
vi.setConfig({ testTimeout: 60_000 });

let workspace: Workspace;
beforeAll(() => {
  workspace = makeWorkspace();
});
afterAll(() => workspace.remove());

/** What a collector with this pid left behind; other runs may be under way at the same time. */
const leftBy = (pid: number | undefined): string[] =>
  ['/run', '/dev/shm', '/tmp', '/var/tmp'].flatMap((parent) =>
    existsSync(parent) ? readdirSync(parent).filter((name) => name.startsWith(`inquest.${pid}.`)) : [],
  );

/** Three shells and the three ways to run the script; a shell that is not installed here is skipped. */
const RUNS = [
  { name: 'dash to standard output', shell: ['dash'], options: {} },
  { name: 'busybox ash with -o', shell: ['busybox', 'ash'], options: { args: ['-o', 'bundle.tgz'] } },
  { name: 'bash with the script on standard input', shell: ['bash', '--posix'], options: { onStdin: true } },
];

async function checkArchive(archive: Buffer): Promise<void> {
  const members = await readMembers(archive);
  const paths = members.map(({ path }) => path);
  expect(paths[0]).toBe('manifest-start.json');
  expect(paths.at(-1)).toBe('manifest.json');
  expect(new Set(paths).size).toBe(paths.length);
  const bundle = await readBundle(archive);
  const end = JSON.parse(bundle.get('manifest.json') ?? '') as { complete: boolean; steps: number; aborted: unknown };
  expect(end).toMatchObject({ complete: true, aborted: null });
  expect(end.steps).toBe(paths.filter((path) => path.startsWith('manifest/')).length);
  expect(bundle.get('proc/loadavg')).toMatch(/^\d+\.\d+ /);
  expect(bundle.get('proc/sys/kernel/pid_max')).toMatch(/^\d{2,}\n$/);
  expect(bundle.get('commands/proc/stat')).toContain(`${process.pid} (`);
  expect(paths.some((path) => /^proc\/\d+\/mountinfo/.test(path))).toBe(true);
  expect(bundle.has('t1/proc/loadavg')).toBe(true);
  expect(paths.filter((path) => !isDocumented(path))).toEqual([]);
  checkRecords(members);
}

/** Every record says what was written, in the order of the stages. */
function checkRecords(members: readonly Member[]): void {
  const sizes = new Map(members.map(({ path, bytes }) => [path, bytes.length]));
  const records = members
    .filter(({ path }) => path.startsWith('manifest/'))
    .map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as StepRecord);
  const stages = records.map(({ stage }) => stage);
  expect(stages).toEqual([...stages].sort((a, b) => a - b));
  for (const record of records) {
    expect(record.paths.length, record.step).toBe(Math.min(20, record.paths_total));
    if (record.paths_total <= 20) {
      const bytes = record.paths.reduce((sum, path) => sum + (sizes.get(path) ?? Number.NaN), 0);
      expect(bytes, record.step).toBe(record.bytes);
    }
    if (record.status !== 'collected') expect(record.reason, record.step).toBeTruthy();
  }
  const sysctl = records.find(({ step }) => step === 'sysctl');
  expect(sysctl?.absent?.length).toBeGreaterThan(0);
  for (const key of sysctl?.absent ?? []) expect(existsSync(`/proc/sys/${key.replaceAll('.', '/')}`), key).toBe(false);
}

describe('runs at the same time', () => {
  let runs: readonly Run[];
  const installed = RUNS.filter(({ shell }) => isInstalled(shell[0] ?? ''));
  beforeAll(async () => {
    runs = await Promise.all(installed.map(({ shell, options }) => runCollector(workspace, { shell, ...options })));
  }, 60_000);

  it.skipIf(installed.length < RUNS.length)('were those of three shells', () => {
    expect(runs.length).toBe(3);
  });

  it.each(installed.map(({ name }, i) => ({ name, i })))(
    '$name: a complete archive and nothing else',
    async ({ i }) => {
      const run = runs[i];
      if (run === undefined) throw new Error('there was no run');
      expect(run.code, run.stderr).toBe(0);
      expect(leftBy(run.pid)).toEqual([]);
      if (run.stdout.length > 0) return checkArchive(run.stdout);
      const archive = readFileSync(join(workspace.folder, 'bundle.tgz'));
      expect(run.stderr).toContain(`bytes: ${archive.length}`);
      expect(readdirSync(workspace.folder).sort()).toEqual(['bundle.tgz', 'collect.sh']);
      await checkArchive(archive);
    },
  );

  describe.each(TAR_READERS)('$program', ({ program, list }) => {
    it.skipIf(!isInstalled(program))('lists the whole archive', async () => {
      for (const { stdout } of runs.filter(({ stdout }) => stdout.length > 0)) {
        const paths = (await readMembers(stdout)).map(({ path }) => path);
        expect(listMembers(list, stdout)).toEqual({ code: 0, paths });
      }
    });
  });
});

describe('the records', () => {
  it.skipIf(!IS_ROOT)('of a run without root are restricted where root would see more', async () => {
    const run = await runCollector(workspace, { uid: NOBODY });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('not root');
    const bundle = await readBundle(run.stdout);
    expect(stepRecord(bundle, 'ns_mnt').status).toBe('restricted');
    expect(stepRecord(bundle, 'mountinfo').status).toBe('restricted');
    expect(bundle.get('proc/1/mountinfo')).toContain(' / ');
    expect(JSON.parse(bundle.get('manifest-start.json') ?? '')).toMatchObject({ privileges: { uid: NOBODY } });
  });
});

describe('the output', () => {
  it('on a full device is an error', async () => {
    const run = await runCollector(workspace, { shell: ['sh', '-c', '. "$0" > /dev/full'] });
    expect(run.code).toBe(1);
    expect(leftBy(run.pid)).toEqual([]);
  });

  it('--version and --help collect nothing', async () => {
    expect((await runCollector(workspace, { args: ['--version'] })).stdout.toString()).toMatch(/^inquest collector \d/);
    expect((await runCollector(workspace, { args: ['--help'] })).stdout.toString()).toContain('usage:');
  });

  it('ends soon after its reader went away', async () => {
    const child = startCollector(workspace);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdout?.once('data', () => child.stdout?.destroy());
    child.stderr?.resume();
    const began = Date.now();
    expect(await ended).toBe(1);
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(leftBy(child.pid)).toEqual([]);
  });

  it('of a run that was stopped is a valid archive that says so', async () => {
    const child = startCollector(workspace);
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.resume();
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await sleep(500);
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    const members = await readMembers(Buffer.concat(chunks));
    expect(members.at(-1)?.path).toBe('manifest.json');
    expect(JSON.parse(members.at(-1)?.bytes.toString('utf8') ?? '')).toMatchObject({
      complete: false,
      aborted: 'stopped by signal TERM',
    });
    expect(leftBy(child.pid)).toEqual([]);
  });
});
