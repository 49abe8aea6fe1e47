// Fifty bundles in one run beside one after the other.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { generateBundle } from './generate.mjs';
import { timeProgram } from './measure.mjs';

const BUNDLES = 50;
const WANTED = 1.7;

export async function throughput(program, out, folder) {
  const { bundle } = existsSync(path.join(out, 'truth-10.json'))
    ? { bundle: path.join(out, 'bundle-10.tgz') }
    : await generateBundle(out, 10);
  const files = Array.from({ length: BUNDLES }, (_, i) => path.join(folder, `node-${i}.tgz`));
  for (const file of files) copyFileSync(bundle, file);
  const reports = path.join(folder, 'reports');
  mkdirSync(reports);
  const args = [program, ...files, '-q', '-f', 'html', '-o', reports];
  const pool = timeProgram(process.execPath, args).wall;
  // On one processor there is one worker.
  const one = timeProgram('taskset', ['-c', '0', process.execPath, ...args]).wall;
  console.log(`throughput: ${BUNDLES} bundles of 10 MB in ${pool.toFixed(1)} s, on one processor ${one.toFixed(1)} s`);
  console.log(`  ${one / pool >= WANTED ? 'met' : 'NOT MET'}: at least ${WANTED} times: ${(one / pool).toFixed(2)}`);
}
