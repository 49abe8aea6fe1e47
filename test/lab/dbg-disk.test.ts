import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { makeImage, useEngine } from './engine.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

/** Mount exhaustion is the tempting rival of every ENOSPC: it must be excluded with its numbers. */
function expectRoomForMounts(report: Report): void {
  const values = ruledOutValues(report, 'mounts/mount-max-exhausted');
  expect(Number(values['ns.mounts'])).toBeGreaterThan(0);
  expect(Number(values['ns.mounts'])).toBeLessThan(Number(values.limit) / 2);
}

describe('a full disk below the data root of docker', () => {
  const engineOf = useEngine({ disk: '200M' });

  it('names the disk by its mount point and excludes mounts and inodes', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    await engine.attempt(`dd if=/dev/zero of='${engine.dataRoot}/dump' bs=64k`);
    const failed = await engine.attempt('docker run --rm --network none lab:1 true');
    expect(failed.stderr).toContain('no space left on device');

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root.id).toBe('storage/block-full');
    expect(root.summary).toContain(`${engine.dataRoot} (ext4) uses 100`);
    process.getBuiltinModule('node:fs').writeFileSync('/tmp/dbg-'+root.confidence.word+'.json', JSON.stringify(report)); process.getBuiltinModule('node:fs').copyFileSync(engine.folder+'/b.tgz','/tmp/dbg-'+root.confidence.word+'.tgz');expect(root.confidence.word).toBe('confirmed');
    expect(root.chain.map((edge) => edge.to)).toContain('runtime/container-start-failure');
    expect(report.diagnoses).toHaveLength(1);
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/inode-full');
    expectRoomForMounts(report);
  });
});

describe('a disk without free inodes below the data root of docker', () => {
  const engineOf = useEngine({ disk: '200M', mkfs: '-N 2000' });

  it('names the inodes, not the blocks', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    await engine.attempt(`mkdir '${engine.dataRoot}/cache' && cd '${engine.dataRoot}/cache' && touch $(seq 3000)`);
    const failed = await engine.attempt('docker run --rm --network none lab:1 true');
    expect(failed.stderr).toContain('no space left on device');

    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(root.id).toBe('storage/inode-full');
    expect(root.summary).toContain(`${engine.dataRoot} (ext4) uses 100`);
    process.getBuiltinModule('node:fs').writeFileSync('/tmp/dbg-'+root.confidence.word+'.json', JSON.stringify(report)); process.getBuiltinModule('node:fs').copyFileSync(engine.folder+'/b.tgz','/tmp/dbg-'+root.confidence.word+'.tgz');expect(root.confidence.word).toBe('confirmed');
    expect(report.diagnoses).toHaveLength(1);
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/block-full');
    expectRoomForMounts(report);
  });
});
