import { describe, expect, it } from 'vitest';
import { startAgent, useEngine } from './engine.ts';
import { analyse, collect, costOfNextMount, rootOf, ruledOutValues } from './program.ts';

const DOUBLING = 'mounts/mount-doubling-docker-cp';

/** More copies than a limit of 100,000 lets double from the ten mounts of the smallest node. */
const MOST_COPIES = 16;

describe('docker cp from an agent that binds the root of the node', () => {
  const engineOf = useEngine();
  let agent = '';

  it('finds nothing before the first copy', async (context) => {
    const engine = engineOf(context);
    agent ||= await startAgent(engine, 'agent', '-v /:/rootfs');
    const report = await analyse((await collect(engine)).bundle);
    expect(report.findings.filter((finding) => finding.id.startsWith('mounts/'))).toEqual([]);
    expect(report.verdict.status).toBe('healthy');
  });

  it('names the doubling, the container and the failing mount, and excludes disk and inodes', async (context) => {
    const engine = engineOf(context);
    const major = Number.parseInt(engine.version, 10);
    if (major >= 24) context.skip(`docker ${engine.version} copies in a namespace of its own`);
    agent ||= await startAgent(engine, 'agent', '-v /:/rootfs');
    const mounts = async (): Promise<number> => Number(await engine.shell(`wc -l </proc/${agent}/mountinfo`));
    let error = '';
    for (let copy = 0; copy < MOST_COPIES && error === ''; copy++) {
      error = (await engine.attempt(`docker cp agent:/etc/group '${engine.folder}/group'`)).stderr;
    }
    expect(error).toMatch(/mount \/:\S+\/merged\/rootfs, flags: 0x5000: no space left on device/);
    const held = await mounts();
    expect(held).toBeGreaterThan(50_000);

    const collected = await collect(engine);
    expect(collected.seconds).toBeLessThan(60);
    const report = await analyse(collected.bundle);
    const root = rootOf(report);
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
    expect(root).toMatchObject({ id: DOUBLING, state: { now: 'active' } });
    expect(root.confidence.word).toBe('confirmed');
    expect(root.summary).toContain(`container agent holds ${held} mounts`);
    expect(root.chain.map(({ from, to, status }) => [from, to, status])).toEqual([
      [DOUBLING, 'mounts/mount-max-exhausted', 'active'],
      ['mounts/mount-max-exhausted', 'runtime/docker-cp-failure', 'active'],
    ]);
    expect(root.chain[0]?.message).toContain(`container agent holds ${held} of fs.mount-max=100000 mounts`);
    expect(root.chain[1]?.message).toMatch(/ENOSPC: container copy \(mount\) \S+\/merged\/rootfs$/);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
    expect(Number(ruledOutValues(report, 'storage/block-full')['fs.bytes_used_ratio'])).toBeLessThan(0.85);
    expect(Number(ruledOutValues(report, 'storage/inode-full')['fs.inodes_used_ratio'])).toBeLessThan(0.85);

    const predicted = costOfNextMount(report);
    await engine.shell(`mkdir '${engine.dataRoot}/one' && mount -t tmpfs one '${engine.dataRoot}/one'`);
    expect((await mounts()) - held).toBe(predicted);
    expect(predicted).toBeGreaterThan(1000);
  });
});
