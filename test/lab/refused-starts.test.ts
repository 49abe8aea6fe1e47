import { describe, expect, it } from 'vitest';
import { type Engine, IMAGE, makeImage, startAgent, useEngine } from './engine.ts';
import { analyse, collect, rootOf } from './program.ts';

const RUN = `docker run --name web --network none ${IMAGE} true`;

interface Broken {
  readonly what: string;
  /** Breaks the node on which one container runs already. */
  readonly fault: (engine: Engine) => string;
  readonly start: string;
  readonly root: string;
  readonly says: string;
}

const BROKEN: readonly Broken[] = [
  {
    what: 'the directory of a layer was deleted by hand',
    fault: ({ dataRoot }) =>
      `lower=$(docker inspect -f '{{.GraphDriver.Data.LowerDir}}' agent | tr : '\n' | tail -n 1); rm -rf "$(dirname "$lower")"; ls '${dataRoot}'`,
    start: RUN,
    root: 'runtime/docker-layers-damaged',
    says: 'a layer is gone',
  },
  {
    what: 'an empty file stands where runc was',
    fault: ({ folder }) => `: >'${folder}/runc'; mount --bind '${folder}/runc' "$(command -v runc)"`,
    start: `${RUN}; docker exec agent true`,
    root: 'runtime/runc-not-executable',
    says: 'runc cannot be run',
  },
  {
    what: 'nobody listens where the log driver connects',
    fault: () => 'true',
    start: RUN.replace('run ', 'run --log-driver fluentd --log-opt fluentd-address=127.0.0.1:24990 '),
    root: 'runtime/log-server-unreachable',
    says: '127.0.0.1:24990 takes no logs',
  },
  {
    what: 'the file system in memory behind /var/run is full',
    fault: () => 'dd if=/dev/zero of=/run/junk bs=64k; dd if=/dev/zero of=/run/rest bs=1k',
    start: RUN,
    root: 'storage/tmpfs-full',
    says: '/run (tmpfs) uses 100',
  },
];

describe.each(BROKEN)('containers that do not start: $what', ({ fault, start, root, says }) => {
  const engineOf = useEngine();

  it(`has the root ${root} and no other`, async (context) => {
    const engine = engineOf(context);
    await startAgent(engine, 'agent');
    await engine.attempt(fault(engine));
    const failed = await engine.attempt(start);
    expect(failed.code).not.toBe(0);

    const report = await analyse((await collect(engine)).bundle);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(rootOf(report).id).toBe(root);
    expect(rootOf(report).summary).toContain(says);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
  });
});

describe('a program that the image does not have', () => {
  const engineOf = useEngine();

  it('is the fault of that container, not of the node', async (context) => {
    const engine = engineOf(context);
    await makeImage(engine);
    await engine.attempt(`docker run --name web --network none ${IMAGE} /srv/cart`);

    const report = await analyse((await collect(engine)).bundle);
    expect(report.diagnoses).toEqual([]);
    expect(report.findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['runtime/container-start-refused', 'low'],
    ]);
    expect(report.verdict.headline).toContain('/srv/cart');
  });
});
