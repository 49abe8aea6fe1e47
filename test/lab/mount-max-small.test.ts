import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMAGE, makeImage, useEngine } from './engine.ts';
import { analyse, collect, rootOf } from './program.ts';

const SETTING = '/proc/sys/fs/mount-max';

/**
 * The limit holds for every namespace of the machine. The node gets so many mounts of its own that a limit it has
 * passed leaves room for everybody else.
 */
const FOUR_HUNDRED_MOUNTS =
  'for n in $(seq 400); do mkdir -p "$LAB/m/$n"; busybox mount -n -o bind "$LAB/m" "$LAB/m/$n"; mount --make-private "$LAB/m/$n"; done';

/** Sets the limit for the time of an action; it is put back also when this process is killed meanwhile. */
async function withMountMax<T>(value: number, before: string, action: () => Promise<T>): Promise<T> {
  const guard = spawn(
    'sh',
    ['-c', `trap '' INT TERM HUP; echo ${value} >${SETTING}; cat >/dev/null; echo ${before} >${SETTING}`],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  const restored = new Promise((resolve) => guard.on('close', resolve));
  try {
    await expect.poll(() => readFileSync(SETTING, 'utf8').trim()).toBe(String(value));
    return await action();
  } finally {
    guard.stdin.end();
    await restored;
  }
}

describe('fs.mount-max below what the node holds', () => {
  const engineOf = useEngine({ prepare: FOUR_HUNDRED_MOUNTS });

  it('names the setting and says nothing of doubling', async (context) => {
    const engine = engineOf(context);
    const before = readFileSync(SETTING, 'utf8').trim();
    if (!/^\d+$/.test(before)) context.skip(`${SETTING} holds ${before}`);
    await makeImage(engine);
    const { failed, collected } = await withMountMax(400, before, async () => ({
      failed: await engine.attempt(`docker run --rm --network none ${IMAGE} true`),
      collected: await collect(engine),
    }));
    expect(readFileSync(SETTING, 'utf8').trim()).toBe(before);
    expect(failed.stderr).toMatch(/error creating overlay mount to \S+\/merged: no space left on device/);

    const report = await analyse(collected.bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root.id).toBe('mounts/mount-max-too-small');
    expect(root.summary).toContain(`fs.mount-max is 400 instead of 100000`);
    expect(root.chain.map((edge) => edge.to)).toEqual(
      expect.arrayContaining(['mounts/mount-max-exhausted', 'runtime/container-start-failure']),
    );
    expect(report.diagnoses).toHaveLength(1);
    expect(report.findings.filter((finding) => finding.id.includes('doubling'))).toEqual([]);
    expect(JSON.stringify([report.verdict, report.diagnoses])).not.toMatch(/doubl/);
    expect(report.ruledOut.map((rule) => rule.id)).toEqual(
      expect.arrayContaining(['storage/block-full', 'storage/inode-full']),
    );
  });
});
