import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { type Engine, startAgent, useEngine } from './engine.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

const DOUBLING = 'mounts/mount-doubling-docker-cp';
/** More copies than a limit of 100,000 lets double from the ten mounts of the smallest node. */
const MOST_COPIES = 16;
const SMALL_TMP = 'mount -t tmpfs -o size=4m,mode=1777 tmpfs /tmp';

/** Collects while the daemon is stopped, as a deadlock or a dead disk would stop it, and lets it go on afterwards. */
async function collectFromHungDaemon(engine: Engine) {
  const pid = await engine.shell('cat /run/docker.pid');
  await engine.shell(`kill -STOP ${pid}`);
  try {
    return await collect(engine);
  } finally {
    await engine.shell(`kill -CONT ${pid}`);
  }
}

const statusOf = (report: Report, id: string): string | undefined =>
  report.coverage.sources.find((source) => source.id === id)?.status;

describe('a mount storm by docker cp on a node whose daemon hangs', () => {
  const engineOf = useEngine();

  it('is told from the state on disk: the same chain, the same ids, the container by its name', async (context) => {
    const engine = engineOf(context);
    if (Number.parseInt(engine.version, 10) >= 24) context.skip(`docker ${engine.version} copies elsewhere`);
    const agent = await startAgent(engine, 'agent', '-v /:/rootfs');
    let error = '';
    for (let copy = 0; copy < MOST_COPIES && error === ''; copy++) {
      error = (await engine.attempt(`docker cp agent:/etc/group '${engine.folder}/group'`)).stderr;
    }
    expect(error).toMatch(/\/merged\/rootfs, flags: 0x5000: no space left on device/);
    const held = Number(await engine.shell(`wc -l </proc/${agent}/mountinfo`));
    expect(held).toBeGreaterThan(50_000);

    const answered = rootOf(await analyse((await collect(engine)).bundle));
    const collected = await collectFromHungDaemon(engine);
    expect(collected.seconds).toBeLessThan(90);
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
    expect(root.entities).toEqual(answered.entities);
    expect(report.residue).toEqual([]);
    expect(statusOf(report, 'docker_version')).toBe('timed_out');
    for (const source of ['docker_disk_containers', 'docker_disk_mounts', 'oci_bundles'])
      expect([source, statusOf(report, source)]).toEqual([source, 'collected']);
  });
});

describe('execs that a full tmpfs refuses on a node whose daemon hangs', () => {
  const engineOf = useEngine({ prepare: SMALL_TMP });

  it('are explained by the tmpfs, and the disk is excluded', async (context) => {
    const engine = engineOf(context);
    await startAgent(engine, 'web');
    await engine.attempt('dd if=/dev/zero of=/tmp/core.4711 bs=64k');
    for (let turn = 0; turn < 3; turn++) expect((await engine.attempt('docker exec web true')).code).not.toBe(0);

    const report = await analyse((await collectFromHungDaemon(engine)).bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root).toMatchObject({ id: 'storage/tmpfs-full', state: { now: 'active' } });
    expect(root.confidence.word).toBe('confirmed');
    expect(root.summary).toContain('/tmp (tmpfs) uses 100');
    expect(root.chain.map((edge) => edge.to)).toEqual(['runtime/exec-probe-tmpfs-full']);
    // The daemon was stopped by the test, which is a fault of its own.
    expect(report.diagnoses.map(({ id }) => id)).toEqual(['storage/tmpfs-full', 'runtime/daemon-stopped']);
    expect(report.residue).toEqual([]);
    expect(Number(ruledOutValues(report, 'storage/block-full')['fs.bytes_used_ratio'])).toBeLessThan(0.85);
  });
});
