#!/usr/bin/env node
// Times the built program as a user starts it, beside `gzip -dc` and a bare gunzip of Node.js, and compares what it counted
// with what was planted:
//   npm run bench                     every case; several minutes and some GB below bench/out
//   npm run bench -- --case 100-mb    one case, repeatable
//   npm run bench -- --bundle FILE [--truth FILE]    {"planted": {"signature-id": count}}
//   npm run bench -- --short          10 MB against a bare gunzip: fails where it is three times what is on record
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CASES } from './cases.mjs';
import { countsDiffer } from './counts.mjs';
import { generateBundle } from './generate.mjs';
import { ratios, spread, timeNode, timeProgram } from './measure.mjs';
import { startTimes } from './start.mjs';
import { throughput } from './throughput.mjs';

const PROGRAM = path.join(import.meta.dirname, '../dist/cli.js');
const GUNZIP = path.join(import.meta.dirname, 'gunzip.mjs');
const OUT = path.join(import.meta.dirname, 'out');

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    runs: { type: 'string', default: '5' },
    bundle: { type: 'string' },
    truth: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
try {
  console.log(`load ${loadavg()[0].toFixed(1)}, Node.js ${process.version}`);
  process.exitCode = (await (values.short ? short() : all())) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function all() {
  const medians = {};
  let right = true;
  for (const chosen of chosenCases()) {
    const { bundle, truth } = await chosen.make(OUT);
    const measured = measure(bundle, Number(chosen.runs ?? values.runs));
    medians[chosen.name] = measured.wall;
    report(chosen, bundle, measured, medians);
    const wrong = truth === undefined ? [] : countsDiffer(PROGRAM, bundle, truth);
    for (const line of wrong) console.log(`  ${line}`);
    right &&= wrong.length === 0;
  }
  if (values.case === undefined && values.bundle === undefined) {
    startTimes(PROGRAM);
    await throughput(PROGRAM, OUT, folder);
  }
  return right;
}

function chosenCases() {
  const { bundle, truth } = values;
  if (bundle !== undefined) return [{ name: path.basename(bundle), make: () => ({ bundle, truth }), limit: {} }];
  const unknown = (values.case ?? []).find((name) => CASES.every((known) => known.name !== name));
  if (unknown !== undefined)
    throw new Error(`no case ${unknown}; there are ${CASES.map(({ name }) => name).join(', ')}`);
  return CASES.filter(({ name }) => values.case?.includes(name) ?? true);
}

/** The programs take turns, so that a busy moment of the machine meets all of them. */
function measure(bundle, runs) {
  const [gzip, gunzip, analyze] = [[], [], []];
  const isGzip = bundle.endsWith('gz');
  const args = [bundle, '-q', '-f', 'html', '-o', path.join(folder, 'report.html')];
  for (let i = 0; i < runs; i++) {
    if (isGzip) gzip.push(timeProgram('gzip', ['-dc', bundle]));
    if (isGzip) gunzip.push(timeNode(GUNZIP, [bundle], folder));
    analyze.push(timeNode(PROGRAM, args, folder));
  }
  const wall = spread(analyze, (run) => run.wall);
  const rss = spread(analyze, (run) => run.rss);
  const ratio = isGzip ? ratios(analyze, gzip) : undefined;
  return { gzip, gunzip, analyze, wall: wall.median, rss: rss.max, ratio: ratio?.median };
}

function report({ name, limit }, bundle, { gzip, gunzip, analyze, wall, rss, ratio }, medians) {
  console.log(`${name}: ${(statSync(bundle).size / 1e6).toFixed(1)} MB packed, load ${loadavg()[0].toFixed(1)}`);
  if (gzip.length > 0) show('gzip -dc, s', gzip, (run) => run.wall);
  if (gunzip.length > 0) show('gunzip of Node.js, s', gunzip, (run) => run.wall);
  show('analyze, s', analyze, (run) => run.wall);
  show('analyze, CPU s', analyze, (run) => run.cpu);
  show('analyze, peak MB', analyze, (run) => run.rss);
  if (ratio !== undefined) console.log(`  to gzip -dc, pair by pair: median ${ratio.toFixed(2)}`);
  const beside = medians[limit.beside];
  const demands = [
    ...(limit.wall === undefined ? [] : [[`at most ${limit.wall} s`, wall <= limit.wall]]),
    ...(limit.ratio === undefined || ratio === undefined
      ? []
      : [[`at most ${limit.ratio} of gzip -dc`, ratio <= limit.ratio]]),
    ...(limit.rss === undefined ? [] : [[`at most ${limit.rss} MB`, rss <= limit.rss]]),
    ...(beside === undefined
      ? []
      : [
          [`at most ${limit.times} times ${limit.beside}: ${(wall / beside).toFixed(2)}`, wall <= limit.times * beside],
        ]),
  ];
  for (const [what, isMet] of demands) console.log(`  ${isMet ? 'met' : 'NOT MET'}: ${what}`);
}

function show(what, runs, pick) {
  const { min, median, max } = spread(runs, pick);
  console.log(`  ${what.padEnd(22)} min ${min.toFixed(2)}  median ${median.toFixed(2)}  max ${max.toFixed(2)}`);
}

/** A gate for changes that make everything several times slower; a busy machine slows both programs. */
async function short() {
  const { bundle, truth } = await generateBundle(folder, 10);
  const { analyze, gunzip } = measure(bundle, 5);
  const { median } = ratios(analyze, gunzip);
  const { ratio } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'short.json'), 'utf8'));
  console.log(`10 MB: ${median.toFixed(1)} times a bare gunzip, ${ratio} on record, at most ${ratio * 3}`);
  const wrong = countsDiffer(PROGRAM, bundle, truth);
  for (const line of wrong) console.log(line);
  return wrong.length === 0 && median <= ratio * 3;
}
