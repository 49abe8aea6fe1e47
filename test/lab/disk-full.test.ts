import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { type Engine, IMAGE, makeImage, useEngine } from './engine.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

/** Mount exhaustion is the tempting rival of every ENOSPC: it must be excluded with its numbers. */
function expectRoomForMounts(report: Report): void {
  const values = ruledOutValues(report, 'mounts/mount-max-exhausted');
  expect(Number(values['ns.mounts'])).toBeGreaterThan(0);
  expect(Number(values['ns.mounts'])).toBeLessThan(Number(values.limit) / 2);
}

/** Fills the disk to the last block. */
async function fill({ attempt, dataRoot }: Engine): Promise<void> {
  await attempt(
    `dd if=/dev/zero of='${dataRoot}/dump' bs=64k; sync; dd if=/dev/zero of='${dataRoot}/rest' bs=4k; sync`,
  );
}

describe.each([
  { when: 'before a container is made', order: ['fill', 'create'] },
  { when: 'before a container that was made is started', order: ['create', 'fill', 'start'] },
])('the disk of docker fills up $when', ({ order }) => {
  const engineOf = useEngine({ disk: '200M' });

  it('names the disk by its mount point and excludes mounts and inodes', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    const steps: Record<string, () => Promise<unknown>> = {
      fill: () => fill(engine),
      create: () => engine.attempt(`docker create --name web --network none ${IMAGE} true`),
      start: () => engine.attempt('docker start web'),
    };
    for (const step of order) await steps[step]?.();
    const log = await engine.shell('cat /var/log/docker.log');
    expect(log).toMatch(new RegExp(`Handler for POST \\S+/${order.at(-1)} returned error: .*no space left on device`));

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root.id).toBe('storage/block-full');
    expect(root.summary).toContain(`${engine.dataRoot} (ext4) uses 100`);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/inode-full');
    expectRoomForMounts(report);
    expect(root.chain.map((edge) => edge.to)).toContain('runtime/container-start-failure');
    // Without the buildx plugin docker does not say what its build cache holds, which may be what fills the disk.
    expect(root.confidence.word).toMatch(/^(?:confirmed|likely)$/);
  });
});

describe('a disk without free inodes below the data root of docker', () => {
  const engineOf = useEngine({ disk: '200M', mkfs: '-N 2000' });

  it('names the inodes, not the blocks', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    await engine.attempt(`mkdir '${engine.dataRoot}/cache' && cd '${engine.dataRoot}/cache' && touch $(seq 3000)`);
    const failed = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    expect(failed.stderr).toContain('no space left on device');

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(root.id).toBe('storage/inode-full');
    expect(root.summary).toContain(`${engine.dataRoot} (ext4) uses 100`);
    expect(root.confidence.word).toBe('confirmed');
    expect(report.diagnoses).toHaveLength(1);
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/block-full');
    expectRoomForMounts(report);
  });
});

describe('a file that a container deleted and still holds', () => {
  const engineOf = useEngine({ disk: '200M' });

  it('is found below the data root, with the program that holds it', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    // The first dd leaves blocks that the second takes, or a container can still start.
    const rest = 'dd if=/dev/zero bs=64k >&5; sync; dd if=/dev/zero bs=4k >&5; sync';
    const hold = `exec 5>/tmp/big; rm /tmp/big; ${rest}; exec sleep 100000`;
    await engine.shell(`docker run -d --name hog --network none ${IMAGE} sh -c '${hold}'`);
    await engine.attempt('until docker top hog | grep -q "sleep 100000"; do sleep 0.2; done');
    const failed = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    expect(failed.stderr).toContain('no space left on device');

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(root.id).toBe('storage/deleted-open-files');
    expect(root.summary).toContain(`of ${engine.dataRoot} (ext4)`);
    expect(root.summary).toContain('of it by sleep (pid ');
    expect(root.chain.map((edge) => edge.to)).toEqual(['storage/block-full', 'runtime/container-start-failure']);
    expect(report.diagnoses).toHaveLength(1);
  });
});
