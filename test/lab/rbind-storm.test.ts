import { writeFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { IMAGE, startAgent, useEngine } from './engine.ts';
import { analyse, collect, saved } from './program.ts';

const SHARED_ROOT =
  '-v /:/host:rshared --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined';

describe('rbind', () => {
  const engineOf = useEngine();
  it('x', async (context) => {
    const engine = engineOf(context);
    const pid = await startAgent(engine, 'agent', SHARED_ROOT);
    const t0 = performance.now();
    const count = async () =>
      `node ${await engine.shell(`wc -l </proc/1/mountinfo`)} agent ${await engine.shell(`wc -l </proc/${pid}/mountinfo`)}`;
    console.log(await count());
    for (const how of ['-o rbind /host', '-t tmpfs scratch']) {
      for (let i = 0; i < 40; i++) {
        const dir = `${engine.folder}/${how[1]}${i}`;
        const last = await engine.attempt(`mkdir ${dir}; docker exec agent mount ${how} /host${dir}`);
        console.log(last.code, last.stderr, (performance.now() - t0) / 1000);
        if (last.code !== 0) break;
      }
      console.log(await count());
    }
    const r = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    console.log(r.code, r.stderr, await count(), (performance.now() - t0) / 1000);
    const got = await collect(engine);
    console.log(got.seconds, got.bytes, got.stderr);
    const t1 = performance.now();
    await engine.shell(`cp ${got.bundle} /var/tmp/lab-rbind.tgz`);
    const report = await analyse(got.bundle);
    console.log((performance.now() - t1) / 1000);
    writeFileSync('/tmp/lab-rbind.json', JSON.stringify(report, null, 1));
  });
});
