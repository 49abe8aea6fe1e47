// Compares what the program counted with what was planted: a fast scan that misses lines is no scan.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One line for each signature that has another count than the truth says. */
export function countsDiffer(program, bundle, truth) {
  const { planted } = JSON.parse(readFileSync(truth, 'utf8'));
  const args = [program, bundle, '-f', 'snapshot', '-o', '-'];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (run.status !== 0) throw new Error(run.stderr);
  const counts = {};
  for (const { value } of JSON.parse(run.stdout).logs)
    for (const { signature, count } of value.matches) counts[signature] = (counts[signature] ?? 0) + count;
  return Object.entries(planted).flatMap(([id, count]) =>
    counts[id] === count ? [] : [`${id}: planted ${count}, counted ${counts[id] ?? 0}`],
  );
}
