// Runs a program several times and says what it took.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const USAGE = pathToFileURL(path.join(import.meta.dirname, 'usage.mjs')).href;

/** Wall seconds of one run of any program, its output thrown away. */
export function timeProgram(command, args) {
  const sink = openSync('/dev/null', 'w');
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', sink, 'inherit'] });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  closeSync(sink);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${status}`);
  return { wall };
}

/** The same for a Node.js program, with its CPU seconds and its peak of resident memory in MB. */
export function timeNode(script, args, folder) {
  const file = path.join(folder, 'usage.json');
  process.env.BENCH_USAGE = file;
  const { wall } = timeProgram(process.execPath, ['--import', USAGE, script, ...args]);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(file, 'utf8'));
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e6, rss: (maxRSS * 1024) / 1e6 };
}

/** Smallest, middle and largest of the values that `pick` takes from each run. */
export function spread(runs, pick) {
  const values = runs.map(pick).sort((a, b) => a - b);
  return { min: values[0], median: values[Math.floor(values.length / 2)], max: values.at(-1) };
}

/** How many times as long each run took as the run of the other program beside it. */
export const ratios = (runs, others) => spread(runs, (run) => run.wall / others[runs.indexOf(run)].wall);
