import { describe, expect, it } from 'vitest';
import { type Engine, IMAGE, startAgent, useEngine } from './engine.ts';
import { analyse, collect, costOfNextMount, rootOf, ruledOutValues } from './program.ts';

/** What an agent needs to mount on the node: the root of the node as shared, and the right to mount. */
const SHARED_ROOT =
  '-v /:/host:rshared --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined';

/** Repeats a mount by the agent in new directories of the node until one fails, and returns how many succeeded. */
async function mountUntilFull(engine: Engine, name: string, how: string): Promise<number> {
  for (let turn = 0; turn < 100; turn++) {
    const place = `${engine.folder}/${name}-${turn}`;
    const done = await engine.attempt(`mkdir '${place}' && docker exec agent mount ${how} '/host${place}'`);
    if (done.code === 0) continue;
    expect(done.stderr).toContain('No space left on device');
    return turn;
  }
  throw new Error('a hundred mounts fit');
}

describe('an agent that binds the root of the node below itself again and again', () => {
  const engineOf = useEngine();
  let agent = '';

  it('finds nothing before the first bind', async (context) => {
    const engine = engineOf(context);
    agent ||= await startAgent(engine, 'agent', SHARED_ROOT);
    const report = await analyse((await collect(engine)).bundle);
    expect(report.findings.filter((finding) => finding.id.startsWith('mounts/'))).toEqual([]);
    expect(report.verdict.status).toBe('healthy');
  });

  it('names the full mount tables and the cost of one more mount, and blames no docker cp', async (context) => {
    const engine = engineOf(context);
    agent ||= await startAgent(engine, 'agent', SHARED_ROOT);
    const mounts = async (): Promise<number> => Number(await engine.shell(`wc -l </proc/${agent}/mountinfo`));
    await mountUntilFull(engine, 'scan', '-o rbind /host');
    const before = await mounts();
    // Each further mount comes once for every copy of the root: with the last one that fits the tables are full.
    const scratch = await mountUntilFull(engine, 'scratch', '-t tmpfs scratch');
    const held = await mounts();
    const cost = (held - before) / scratch;
    expect(held + cost).toBeGreaterThan(100_000);
    const failed = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    expect(failed.stderr).toMatch(/error creating overlay mount to \S+\/merged: no space left on device/);

    const collected = await collect(engine);
    expect(collected.seconds).toBeLessThan(60);
    const report = await analyse(collected.bundle);
    const root = rootOf(report);
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
    expect(root.confidence.word).toBe('confirmed');
    expect(root.chain.at(-1)).toMatchObject({ to: 'runtime/container-start-failure', status: 'active' });
    expect(root.chain.at(-1)?.message).toMatch(/ENOSPC: container start \(mount\) \S+\/merged$/);
    expect(root.objects.concat(root.chain.map((edge) => edge.message)).join('\n')).toContain(
      `container agent holds ${held} of fs.mount-max=100000 mounts`,
    );
    expect(costOfNextMount(report)).toBe(cost);
    expect(cost).toBeGreaterThan(500);
    expect(Number(ruledOutValues(report, 'storage/block-full')['fs.bytes_used_ratio'])).toBeLessThan(0.85);
    expect(Number(ruledOutValues(report, 'storage/inode-full')['fs.inodes_used_ratio'])).toBeLessThan(0.85);
    expect(report.findings.map((finding) => finding.id)).not.toContain('mounts/mount-doubling-docker-cp');
    expect(report.diagnoses).toHaveLength(1);
    expect(root.id).toBe('mounts/mount-max-exhausted');
  });
});
