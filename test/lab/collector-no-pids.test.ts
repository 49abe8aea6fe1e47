import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMembers } from '../collectors/run-collector.ts';
import { type Collected, skipBecause, skipWithout, withNode } from './faulty-node.ts';

const FIRST_UID = 54000;

interface Case {
  readonly shell: readonly string[];
  readonly free: readonly number[];
  readonly allowed: readonly number[];
}

/**
 * bash tries a fork that fails for 15 s and then ends, mksh for 31 s and then goes on with the next command; a few cases
 * show there what the others show of all. Debian's mksh has no printf of its own, so without any pid it writes nothing.
 */
const CASES: readonly Case[] = [
  { shell: ['dash'], free: [0, 3, 10, 30], allowed: [1, 4, 12] },
  { shell: ['busybox', 'ash'], free: [0, 3, 10, 30], allowed: [1, 4, 12] },
  { shell: ['bash', '--posix'], free: [0, 30], allowed: [30] },
  { shell: ['mksh'], free: [30], allowed: [30] },
];

/** Where a control group with its own limit can be made; undefined where pids are not counted. */
function pidsHierarchy(): string | undefined {
  const v1 = '/sys/fs/cgroup/pids';
  const v2 = '/sys/fs/cgroup';
  if (existsSync(`${v1}/cgroup.procs`)) return v1;
  const controllers = `${v2}/cgroup.subtree_control`;
  const counted = existsSync(controllers) && readFileSync(controllers, 'utf8').split(/\s/).includes('pids');
  return counted ? v2 : undefined;
}

/** The archive can be read to its end, and what the builtins read is in it. */
async function expectStageZero(run: Collected): Promise<void> {
  expect(run.seconds).toBeLessThan(60);
  expect(run.eofSeconds).toBeLessThan(2);
  const members = await readMembers(run.archive);
  const texts = new Map(members.map(({ path: name, bytes }) => [name, bytes.toString('utf8')]));
  expect(JSON.parse(texts.get('manifest-start.json') ?? '')).toMatchObject({ format: 'inquest-bundle' });
  expect(texts.get('proc/loadavg')).toMatch(/^\d+\.\d+ /);
  expect(texts.get('proc/stat')).toMatch(/^processes \d+$/m);
  expect(texts.get('proc/meminfo')).toMatch(/^MemTotal: /);
  expect(texts.get('proc/sys/kernel/pid_max') ?? 'absent').toMatch(/^(\d+\n|absent)$/);
  expect(members.at(-1)?.path).toBe('manifest.json');
  const closing = JSON.parse(texts.get('manifest.json') ?? '');
  if (closing.complete === false) {
    expect(closing.aborted).toBeTruthy();
    expect(run.code).toBe(1);
  }
}

describe.concurrent.each(CASES)('under $shell', ({ shell, free: numbers, allowed }) => {
  it.for([...numbers])('with %i free pids in its control group stage 0 arrives', async (free, context) => {
    skipWithout(context, shell[0] ?? '');
    const hierarchy = pidsHierarchy();
    if (hierarchy === undefined) return skipBecause(context, 'the control groups here do not count pids');
    const group = `${hierarchy}/inquest-lab-${process.pid}-${shell[0]}-${free}`;
    const enter = ['sh', '-c', `echo $$ >'${group}/cgroup.procs'; exec "$@"`, 'sh'];
    // One more than is free, for the script itself.
    const fault = { prepare: `mkdir '${group}'; echo ${free + 1} >'${group}/pids.max'`, after: `rmdir '${group}'` };
    await withNode(fault, async (node) => expectStageZero(await node.collect({ shell: [...enter, ...shell] })));
  });

  it.for([...allowed])('with %i processes allowed to a plain user stage 0 arrives', async (limit, context) => {
    skipWithout(context, shell[0] ?? '', 'prlimit', 'setpriv');
    // An id for each run that nobody else on the machine uses: the limit counts all processes of a user.
    const uid = FIRST_UID + 100 * CASES.findIndex((row) => row.shell === shell) + limit;
    const options = { shell: ['prlimit', `--nproc=${limit}`, ...shell], uid };
    await withNode({}, async (node) => expectStageZero(await node.collect(options)));
  });
});
