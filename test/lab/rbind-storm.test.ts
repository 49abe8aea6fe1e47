import { writeFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { IMAGE, useEngine } from './engine.ts';
import { analyse, collect } from './program.ts';

describe('rbind', () => {
  const engineOf = useEngine();
  it('x', async (context) => {
    const engine = engineOf(context);
    await engine.shell(`tar -C '${engine.folder}/rootfs' -c . | docker import - ${IMAGE}`);
    await engine.shell(`docker run -d --name agent --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined -v /:/host:rshared --network none ${IMAGE} sleep 100000`);
    const pid = await engine.shell(`docker inspect --format '{{.State.Pid}}' agent`);
    const t0 = performance.now();
    const count = async () => `node ${await engine.shell(`wc -l </proc/1/mountinfo`)} agent ${await engine.shell(`wc -l </proc/${pid}/mountinfo`)}`;
    console.log(await count());
    for (let i = 0; i < 8; i++) {
      const dir = `${engine.folder}/m${i}`;
      const last = await engine.attempt(`mkdir ${dir}; docker exec agent mount -o rbind /host /host${dir}`);
      console.log(last.code, last.stderr, await count(), (performance.now() - t0)/1000);
      if (last.code !== 0) break;
    }
    const r = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    console.log(r.code, r.stderr, await count(), (performance.now() - t0)/1000);
    const got = await collect(engine);
    console.log(got.seconds, got.bytes, got.stderr);
    const t1 = performance.now();
    await engine.shell(`cp ${got.bundle} /tmp/lab-rbind.tgz`);
    const report = await analyse(got.bundle);
    console.log((performance.now() - t1)/1000);
    writeFileSync('/tmp/lab-rbind.json', JSON.stringify(report, null, 1));
  });
});
