import { describe, expect, it } from 'vitest';
import { type Engine, startAgent, useEngine } from './engine.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

/** A file system in memory of 4 MiB on /tmp, where the engine writes one small file for every exec. */
const SMALL_TMP = 'mount -t tmpfs -o size=4m,mode=1777 tmpfs /tmp';

describe('docker exec with a full file system in memory on /tmp', () => {
  const engineOf = useEngine({ prepare: SMALL_TMP });

  it('names the full tmpfs as the cause of the failed execs and excludes the disk', async (context) => {
    const engine = engineOf(context);
    await startAgent(engine, 'web');
    await engine.attempt('dd if=/dev/zero of=/tmp/core.4711 bs=64k');
    const failed = await execThreeTimes(engine);
    expect(failed).toMatch(/OCI runtime exec failed: write \/tmp\/runc-process\d+: no space left on device/);

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root).toMatchObject({ id: 'storage/tmpfs-full', state: { now: 'active' } });
    expect(root.confidence.word).toBe('confirmed');
    expect(root.summary).toContain('/tmp (tmpfs) uses 100');
    expect(root.chain.map((edge) => edge.to)).toEqual(['runtime/exec-probe-tmpfs-full']);
    expect(root.chain[0]?.message).toContain('3 execs failed with ENOSPC: container exec (write) /tmp/runc-process');
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
    expect(Number(ruledOutValues(report, 'storage/block-full')['fs.bytes_used_ratio'])).toBeLessThan(0.85);
    expect(Number(ruledOutValues(report, 'storage/inode-full')['fs.inodes_used_ratio'])).toBeLessThan(0.85);
  });

  it('still names it when it has been emptied before the collection', async (context) => {
    const engine = engineOf(context);
    await engine.shell('rm -f /tmp/core.4711; docker exec web true');

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(root.id).toBe('storage/tmpfs-full');
    expect(['past', 'recent']).toContain(root.state.now);
    expect(root.chain.map((edge) => edge.to)).toEqual(['runtime/exec-probe-tmpfs-full']);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.ruledOut.map((rule) => rule.id)).not.toContain('storage/tmpfs-full');
  });
});

async function execThreeTimes(engine: Engine): Promise<string> {
  let said = '';
  for (let turn = 0; turn < 3; turn++) {
    const done = await engine.attempt('docker exec web true');
    expect(done.code).not.toBe(0);
    said += done.stdout + done.stderr;
  }
  return said;
}
