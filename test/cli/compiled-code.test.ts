import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { V8_FLAGS, YOUNG_MIB } from '../../src/cli/v8-flags.ts';
import { builtProgram } from './build.ts';

/** As `createPool` starts a worker; prints whether V8 refused the compiled code. */
const PROBE = `
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Worker } = require('node:worker_threads');
setFlagsFromString(process.argv[2]);
const inside = \`
  const { parentPort, workerData } = require('node:worker_threads');
  const vm = require('node:vm');
  const { Script } = vm;
  vm.Script = class extends Script {
    constructor(...how) {
      super(...how);
      parentPort.postMessage(this.cachedDataRejected);
    }
  };
  require(workerData);
\`;
new Worker(inside, {
  eval: true,
  workerData: join(process.argv[1], 'worker.cjs'),
  resourceLimits: { maxYoungGenerationSizeMb: Number(process.argv[3]) },
}).on('message', (isRefused) => {
  console.log(isRefused);
  process.exit();
});
`;

describe('the compiled code of the worker', () => {
  it('is taken by a thread of the pool', async () => {
    const dist = path.dirname(await builtProgram());
    const probed = execFileSync(process.execPath, ['-e', PROBE, dist, V8_FLAGS, String(YOUNG_MIB)], {
      encoding: 'utf8',
    });
    expect(probed.trim()).toBe('false');
    expect(readFileSync(path.join(dist, 'worker-code.cache')).length).toBeGreaterThan(1e6);
  });
});
