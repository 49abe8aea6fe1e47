#!/usr/bin/env node
// Times the built program against `gzip -dc` of the same bundle and compares what it counted with what was planted:
// npm run bench -- --mb 100, or --bundle FILE --truth FILE with a truth of the form {"planted": {"signature-id": count}}.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateBundle } from './generate.mjs';
import { spread, timeNode, timeProgram } from './measure.mjs';

const PROGRAM = path.join(import.meta.dirname, '../dist/cli.js');
const OUT = path.join(import.meta.dirname, 'out');

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    runs: { type: 'string', default: '5' },
    bundle: { type: 'string' },
    truth: { type: 'string' },
  },
});
const { bundle, truth } = await inputs();
const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
try {
  console.log(
    `${path.basename(bundle)}: ${(statSync(bundle).size / 1e6).toFixed(1)} MB packed, load ${loadavg()[0].toFixed(1)}, Node.js ${process.version}`,
  );
  measure();
  process.exitCode = compareCounts() ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function inputs() {
  if (values.bundle !== undefined) return { bundle: values.bundle, truth: values.truth };
  const made = { bundle: path.join(OUT, `bundle-${values.mb}.tgz`), truth: path.join(OUT, `truth-${values.mb}.json`) };
  return existsSync(made.truth) ? made : generateBundle(OUT, Number(values.mb));
}

/** Both programs take turns, so that a busy moment of the machine meets both. */
function measure() {
  const analyze = [];
  const gzip = [];
  const args = [bundle, '-q', '-f', 'json', '-o', path.join(folder, 'report.json')];
  for (let i = 0; i < Number(values.runs); i++) {
    gzip.push(timeProgram('gzip', ['-dc', bundle]));
    analyze.push(timeNode(PROGRAM, args, folder));
  }
  show(
    'gzip -dc wall s',
    spread(gzip, (run) => run.wall),
  );
  show(
    'analyze wall s',
    spread(analyze, (run) => run.wall),
  );
  show(
    'analyze CPU s',
    spread(analyze, (run) => run.cpu),
  );
  show(
    'analyze peak MB',
    spread(analyze, (run) => run.rss),
  );
}

function show(what, { min, median, max }) {
  console.log(`${what.padEnd(16)} min ${min.toFixed(2)}  median ${median.toFixed(2)}  max ${max.toFixed(2)}`);
}

/** Whether every planted line was counted, and nothing else, by the signature that it was written for. */
function compareCounts() {
  if (truth === undefined) return true;
  const { planted } = JSON.parse(readFileSync(truth, 'utf8'));
  const run = spawnSync(process.execPath, [PROGRAM, bundle, '-f', 'snapshot', '-o', '-'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const counts = {};
  for (const { value } of JSON.parse(run.stdout).logs) {
    for (const { signature, count } of value.matches) counts[signature] = (counts[signature] ?? 0) + count;
  }
  let right = true;
  for (const [id, count] of Object.entries(planted)) {
    if (counts[id] === count) continue;
    right = false;
    console.log(`${id}: planted ${count}, counted ${counts[id] ?? 0}`);
  }
  console.log(right ? `all ${Object.keys(planted).length} counts are exact` : 'counts differ');
  return right;
}
