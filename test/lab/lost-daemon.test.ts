import { describe, expect, it } from 'vitest';
import { type Engine, startAgent, useEngine } from './engine.ts';
import { analyse, collect, rootOf } from './program.ts';

/** Names the stopped daemon as the only cause; it goes on afterwards, whatever the report says. */
async function expectStopped(engine: Engine, daemon: string, pidFile: string): Promise<void> {
  await engine.shell(`kill -STOP $(cat ${pidFile})`);
  try {
    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(root).toMatchObject({ id: 'runtime/daemon-stopped', state: { now: 'active' } });
    expect(root.summary).toContain(`${daemon} (pid `);
    expect(root.chain.map((edge) => edge.to)).toContain('runtime/daemon-silent');
    expect(report.diagnoses).toHaveLength(1);
  } finally {
    await engine.shell(`kill -CONT $(cat ${pidFile})`);
  }
}

describe('a daemon of the runtime', () => {
  const engineOf = useEngine();

  it('is the reason why docker does not answer when dockerd is stopped', async (context) => {
    const engine = engineOf(context);
    await startAgent(engine, 'agent');
    await expectStopped(engine, 'dockerd', '/run/docker.pid');
  });

  it('is the reason as well when containerd is stopped', async (context) =>
    expectStopped(engineOf(context), 'containerd', '/run/docker/containerd/containerd.pid'));

  it('is missed when it was killed and its containers run on', async (context) => {
    const engine = engineOf(context);
    await engine.shell('kill -KILL $(cat /run/docker.pid); sleep 1');

    const report = await analyse((await collect(engine)).bundle);
    expect(report.verdict).toMatchObject({ status: 'findings', severity: 'high' });
    expect(report.verdict.headline).toContain('1 container of docker runs, and no dockerd does');
    expect(report.diagnoses).toEqual([]);
  });
});
