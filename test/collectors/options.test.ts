import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCollectorPlan } from '../../src/cli/collector-plan.ts';
import {
  IS_ROOT,
  isInstalled,
  makeWorkspace,
  NOBODY,
  type Run,
  readBundle,
  runCollector,
  SCRIPT_TEXT,
  type StepRecord,
  stepRecord,
  stepRecords,
  type Workspace,
  writeProgram,
} from './run-collector.ts';

vi.setConfig({ testTimeout: 60_000 });

let workspace: Workspace;
let quick: Run;
beforeAll(async () => {
  workspace = makeWorkspace();
  quick = await runCollector(workspace, { args: ['--only', QUICK] });
}, 60_000);
afterAll(() => workspace.remove());

const PLAN = readCollectorPlan(SCRIPT_TEXT).filter(({ option }) => option === undefined);
const QUICK = 'os_release,cgroups';
/** Steps that other steps need: they are taken with --only, too. */
const NEEDED = ['builtins', 'processes', 'ns_mnt', 'ns_net', 'df', 'process_cgroup'];
const ran = (bundle: ReadonlyMap<string, string>): string[] =>
  stepRecords(bundle)
    .filter(({ status }) => status !== 'skipped')
    .map(({ step }) => step);

describe('wrong usage', () => {
  it.each<[string[], string]>([
    [['--nonsense'], 'unknown argument: --nonsense (see --help)'],
    [['bundle.tgz'], 'unknown argument: bundle.tgz (see --help)'],
    [['-o'], '-o needs a value (see --help)'],
    [['--only', ''], '--only needs a value (see --help)'],
    [['--only', 'df,mountinf'], 'unknown step or source: mountinf (see --dry-run)'],
    [['--skip=*'], 'cannot use * for --skip; give something like a,b'],
    [['--pod-logs', 'a b'], 'cannot use a b for --pod-logs; give something like a,b'],
    [['--since', '6x'], 'cannot use 6x for --since; give something like 6h'],
    [['--since', '-6h'], 'cannot use -6h for --since; give something like 6h'],
    [['--since', '2026-04'], 'cannot use 2026-04 for --since; give something like 2026-04-12T02:30'],
    [['--since=$(id)'], 'cannot use $(id) for --since; give something like 6h'],
    [['--max-size', '0M'], 'cannot use 0M for --max-size; give something like 20M'],
    [['--max-size', '20'], 'cannot use 20 for --max-size; give something like 20M'],
    [['--max-size', '20MB'], 'cannot use 20MB for --max-size; give something like 20M'],
  ])('%j ends with code 2 and one sentence', async (args, sentence) => {
    const run = await runCollector(workspace, { args });
    expect(run).toMatchObject({ code: 2, stderr: `collect.sh: ${sentence}\n` });
    expect(run.stdout.length).toBe(0);
  });

  it('of the output is found before anything is collected', async () => {
    const run = await runCollector(workspace, { args: ['-o', join(workspace.folder, 'none', 'b.tgz')] });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot write') });
    expect(run.stderr).not.toContain('stage');
  });
});

describe('--dry-run', () => {
  const dryRun = (args: readonly string[] = []) =>
    spawnSync('dash', [workspace.script, '--dry-run', ...args], { encoding: 'utf8' });

  it.skipIf(!isInstalled('strace'))('starts no process and opens nothing but the script', () => {
    const log = join(workspace.folder, 'strace.log');
    const flags = ['-f', '-o', log, '-e', 'trace=%process,%file,%network,write'];
    const run = spawnSync('strace', [...flags, 'dash', workspace.script, '--dry-run'], { encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(0);
    const calls = readFileSync(log, 'utf8')
      .split('\n')
      .map((line) => line.replace(/^\d+\s+/, ''));
    expect(calls.filter((call) => /^execve\(/.test(call))).toHaveLength(1);
    expect(calls.filter((call) => /^(?:clone|fork|vfork|connect|socket)/.test(call))).toEqual([]);
    expect(calls.filter((call) => /^open.*O_(?:WRONLY|RDWR|CREAT)/.test(call))).toEqual([]);
    const opened = calls.flatMap((call) => /^open\w*\(.*?"([^"]+)"/.exec(call)?.[1] ?? []);
    expect(opened.filter((path) => !/^\/etc\/ld\.so|\.so[.\d]*$/.test(path))).toEqual([workspace.script]);
  });

  it('prints sorted rows of a path or command, a tab, stage and step', () => {
    const { stdout, stderr, status } = dryRun();
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toEqual([...rows].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.filter((row) => !/^[^\t]+\t\d [a-z0-9_]+$/.test(row))).toEqual([]);
    expect(rows).toContain('/proc/loadavg\t0 builtins');
    expect(rows).toContain('/proc/<pid>/mountinfo\t2 mountinfo');
    expect(rows).toContain('docker info\t6 docker_info');
  });

  it('says the same in every shell', () => {
    const shells = [['busybox', 'ash'], ['bash', '--posix'], ['mksh']].filter(([name = '']) => isInstalled(name));
    for (const [shell = '', ...flags] of shells) {
      const run = spawnSync(shell, [...flags, workspace.script, '--dry-run'], { encoding: 'utf8' });
      expect(run.stdout, shell).toBe(dryRun().stdout);
    }
  });

  it('follows --only and --skip', () => {
    const steps = dryRun(['--only', '4', '--skip', 'sysctl']).stdout;
    expect(steps).toContain('\t4 os_release');
    expect(steps).not.toMatch(/\t4 sysctl$/m);
    expect(steps).not.toMatch(/\t[5-9] /);
  });
});

describe('--only and --skip', () => {
  it('take steps, sources and stages, and record what is left out', async () => {
    const run = await runCollector(workspace, { args: ['--only', 'os_release,df_inodes,6', '--skip=docker_info'] });
    expect(run.code, run.stderr).toBe(0);
    const bundle = await readBundle(run.stdout);
    const stage6 = PLAN.flatMap(({ stage, step }) => (stage === 6 ? [step] : []));
    const optIn = stepRecords(bundle).flatMap(({ step, reason = '' }) => (reason.includes(' --') ? [step] : []));
    const asked = [...NEEDED, 'os_release', ...stage6].filter(
      (step) => step !== 'docker_info' && !optIn.includes(step),
    );
    expect(new Set(ran(bundle))).toEqual(new Set(asked));
    expect(stepRecord(bundle, 'sysctl')).toMatchObject({
      status: 'skipped',
      reason: 'left out by an option',
      paths_total: 0,
    });
    expect(run.stderr).not.toContain('left out');
    expect(JSON.parse(bundle.get('manifest-start.json') ?? '')).toMatchObject({
      collector: { options: '--only os_release,df_inodes,6 --skip docker_info' },
    });
  });
});

describe('the plan', () => {
  it('of the first member names every step with its sources, and so does the analyzer', async () => {
    const bundle = await readBundle(quick.stdout);
    const { plan } = JSON.parse(bundle.get('manifest-start.json') ?? '') as { plan: unknown };
    expect(plan).toEqual(stepRecords(bundle).map(({ step, sources }) => ({ step, sources })));
    expect(plan).toEqual(PLAN.map(({ step, sources }) => ({ step, sources })));
  });

  it('is followed by records that say when a step ended', async () => {
    const bundle = await readBundle(quick.stdout);
    const times = stepRecords(bundle).map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const start = JSON.parse(bundle.get('manifest-start.json') ?? '') as { clock: { uptime: number } };
    const end = JSON.parse(bundle.get('manifest.json') ?? '') as { clock: { uptime: number }; last_pid: number };
    expect(times[0]).toBeGreaterThanOrEqual(start.clock.uptime);
    expect(times.at(-1)).toBeLessThanOrEqual(end.clock.uptime);
    expect(end.last_pid).toBeGreaterThan(0);
  });
});

describe('the identity', () => {
  it('says in which namespaces the collector ran', async () => {
    const shell = ['unshare', '--uts', '--ipc', 'dash'];
    if (!IS_ROOT || spawnSync('unshare', ['--uts', '--ipc', 'true']).status !== 0) return;
    const args = ['--only', QUICK];
    const start = async (how: object) =>
      JSON.parse(
        (await readBundle((await runCollector(workspace, { args, ...how })).stdout)).get('manifest-start.json') ?? '',
      );
    const inside = (await start({ shell })) as { privileges: { other_namespaces: string[] | null; seccomp: number } };
    expect(inside.privileges.seccomp).toEqual(expect.any(Number));
    // Not even root may always look at the namespaces of pid 1.
    if (inside.privileges.other_namespaces !== null)
      expect(inside.privileges.other_namespaces).toEqual(expect.arrayContaining(['ipc', 'uts']));
  });
});

describe('-o with a directory', () => {
  it('names the file after the node and the time in UTC', async () => {
    const folder = join(workspace.folder, 'out');
    mkdirSync(folder);
    const run = await runCollector(workspace, { args: ['-o', 'out', '--only', QUICK] });
    expect(run.code, run.stderr).toBe(0);
    const names = readdirSync(folder);
    expect(names).toEqual([expect.stringMatching(/^inquest-[A-Za-z0-9.-]+-\d{8}T\d{6}Z\.tgz$/)]);
    const archive = readFileSync(join(folder, names[0] ?? ''));
    expect(run.stderr).toContain(`bytes: ${archive.length}\n`);
    expect(run.stderr).toContain(`sha256: ${createHash('sha256').update(archive).digest('hex')}`);
    expect(run.stderr.trimEnd().split('\n').at(-1)).toBe('send this file');
  });
});

describe('the first lines', () => {
  it('say who runs it and, where it is a file, which script it is', async () => {
    const [who, hash] = quick.stderr.split('\n');
    expect(who).toMatch(IS_ROOT ? /^inquest collector \S+, running as root.*; about \d+ s$/ : /running as uid/);
    expect(hash).toBe(`sha256 of the script: ${createHash('sha256').update(SCRIPT_TEXT).digest('hex')}`);
    const piped = await runCollector(workspace, { args: ['--only', QUICK], onStdin: true });
    expect(piped.stderr).not.toContain('sha256');
  });

  it.skipIf(!IS_ROOT)('say without root how much will be missing', async () => {
    const run = await runCollector(workspace, { uid: NOBODY, args: ['--only', QUICK] });
    const some = await runCollector(workspace, { uid: NOBODY, args: ['--only', 'mountinfo,sysctl'] });
    expect(run.stderr).toMatch(/^inquest collector \S+, running as uid 65534, not root: 0 of \d+ sources/);
    expect(some.stderr).toMatch(/not root: 1 of \d+ sources will be missing or partial: .*; run it with sudo/);
  });
});

describe('--max-size', () => {
  // A process namespace of its own: there is no containerd but ours.
  const alone = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const canBeAlone = IS_ROOT && spawnSync('unshare', [...alone.slice(1), 'true']).status === 0;

  it.skipIf(!canBeAlone)('bounds the logs and leaves room for what follows', async () => {
    const log = join(workspace.folder, 'containerd.log');
    // Text that does not pack well: 4 bits of 8 stay.
    const line = (i: number) => createHash('sha512').update(String(i)).digest('hex');
    writeFileSync(log, `${Array.from({ length: 100_000 }, (_, i) => line(i)).join('\n')}\n`);
    const daemon = writeProgram(workspace, 'containerd', `#!/bin/sh\nexec >>${log}\nwhile sleep 5; do :; done\n`);
    writeProgram(workspace, 'journalctl', `#!/bin/sh\nexec cat ${log}\n`);
    const run = await runCollector(workspace, {
      shell: [...alone, 'dash', '-c', `${daemon} & . "$0"`],
      args: ['--only', 'log_kernel,log_containerd,log_files,8', '--max-size', '3M'],
      env: { PATH: `${workspace.folder}:${process.env.PATH}` },
    });
    const bundle = await readBundle(run.stdout);
    expect(JSON.parse(bundle.get('manifest.json') ?? '')).toMatchObject({ complete: true });
    expect(run.stdout.length).toBeLessThan(3_145_728);
    expect(run.stdout.length).toBeGreaterThan(1_000_000);
    const told = Number(/about (\d+) bytes/.exec(run.stderr)?.[1]);
    expect(Math.abs(run.stdout.length - told)).toBeLessThan(2_000);
    expect(stepRecord(bundle, 'counters_t1').status).toBe('collected');
  });
});

describe('a --max-size that is reached', () => {
  it('leaves out logs and what follows, and says so', async () => {
    const args = ['--only', 'os_release,log_files,counters_t1', '--max-size', '1K'];
    const run = await runCollector(workspace, { args });
    const bundle = await readBundle(run.stdout);
    expect(JSON.parse(bundle.get('manifest.json') ?? '')).toMatchObject({ complete: true });
    expect(stepRecord(bundle, 'os_release').status).not.toBe('skipped');
    for (const step of ['log_files', 'counters_t1'])
      expect(stepRecord(bundle, step)).toMatchObject({
        status: 'skipped',
        reason: 'not started: the archive has reached its --max-size',
        bytes: 0,
      });
    expect(run.stderr).toContain('log_files (skipped): "not started');
  });
});

describe('a user without root', () => {
  const content = ({ status, bytes }: StepRecord): boolean => status === 'collected' && bytes > 0;

  it.skipIf(!IS_ROOT)('finds no source empty that root finds full', async () => {
    const args = ['--skip', '5,9'];
    // At the same time, so that both see the same processes.
    const runs = [runCollector(workspace, { args }), runCollector(workspace, { args, uid: NOBODY })];
    const [asRoot = new Map(), asNobody = new Map()] = await Promise.all(
      (await Promise.all(runs)).map(({ stdout }) => readBundle(stdout)),
    );
    const full = new Set(
      stepRecords(asRoot)
        .filter(content)
        .map(({ step }) => step),
    );
    const misleading = stepRecords(asNobody).filter(
      ({ step, status }) => full.has(step) && (status === 'empty' || status === 'missing'),
    );
    expect(misleading.map(({ step, status, reason }) => `${step} ${status}: ${reason}`)).toEqual([]);
  });
});

describe('a child that reads standard input', () => {
  it('does not eat the script', async () => {
    const folder = join(workspace.folder, 'greedy');
    mkdirSync(folder);
    for (const name of ['id', 'uname', 'dmesg', 'date'])
      writeFileSync(join(folder, name), '#!/bin/sh\nwc -c\n', { mode: 0o755 });
    const run = await runCollector(workspace, {
      onStdin: true,
      env: { PATH: `${folder}:${process.env.PATH}` },
      args: ['--only', 'identity,dmesg,os_release'],
    });
    expect(run.code, run.stderr).toBe(0);
    const bundle = await readBundle(run.stdout);
    expect(bundle.get('commands/id')?.trim()).toBe('0');
    expect(JSON.parse(bundle.get('manifest.json') ?? '')).toMatchObject({ complete: true });
  });
});
