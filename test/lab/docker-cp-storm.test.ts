import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Engine, IMAGE, useEngine } from './engine.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

describe('docker cp from an agent that binds the root of the node', () => {
  const engineOf = useEngine();
  it('x', async (context) => {
    const engine = engineOf(context);
    await engine.shell(`tar -C '${engine.folder}/rootfs' -c . | docker import - ${IMAGE}`);
    await engine.shell(`docker run -d --name agent -v /:/rootfs --network none ${IMAGE} sleep 100000`);
    const pid = await engine.shell(`docker inspect --format '{{.State.Pid}}' agent`);
    let last;
    const t0 = performance.now();
    for (let i = 0; i < 14; i++) {
      last = await engine.attempt(`docker cp agent:/etc/group '${engine.folder}/group'`);
      console.log(
        last.code,
        last.stderr,
        await engine.shell(`wc -l </proc/${pid}/mountinfo`),
        (performance.now() - t0) / 1000,
      );
      if (last.code !== 0) break;
    }
    const got = await collect(engine);
    console.log(got.seconds, got.bytes, got.stderr);
    const t1 = performance.now();
    const report = await analyse(got.bundle);
    console.log((performance.now() - t1) / 1000);
    writeFileSync('/tmp/lab-cp.json', JSON.stringify(report, null, 1));
    await engine.shell(`cp ${got.bundle} /tmp/lab-cp.tgz`);
  });
});
