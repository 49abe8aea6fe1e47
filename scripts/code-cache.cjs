// Writes the code that V8 makes of the worker: `node code-cache.cjs DIST [BUNDLE...]` analyses the bundles first, so that the
// functions which every analysis needs are compiled and among it.
'use strict';
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');

const [dist, ...bundles] = process.argv.slice(2);
const { load } = require(join(dist, 'worker.cjs'));

async function write() {
  const { script, program } = load();
  setFlagsFromString(program.V8_FLAGS);
  for (const bundle of bundles) await program.take(jobOn(bundle, program.DEFAULT_LIMITS));
  writeFileSync(join(dist, 'worker-code.cache'), script.createCachedData());
}

const jobOn = (bundle, limits) => ({
  bundle,
  added: [],
  catalog: { rules: [], builtin: true },
  limits,
  hints: {},
  wanted: [{ path: 'report.html', format: 'html' }],
  colored: false,
  maxChars: 60_000,
  quiet: false,
});

void write();
