#!/usr/bin/env node
// Compares the reports of two builds of the program, as work on speed must leave them: byte by byte, but for the checksum of
// the catalog, so that a rule may have changed how it searches and not what it finds:
//   node bench/same-reports.mjs OLD/dist/cli.js NEW/dist/cli.js BUNDLE|FOLDER...
// Folders are searched for files; one that neither build can read counts as the same.
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const [before, after, ...given] = process.argv.slice(2);
if (before === undefined || after === undefined || given.length === 0) {
  console.error('usage: same-reports.mjs OLD_CLI NEW_CLI BUNDLE|FOLDER...');
  process.exit(2);
}

const bundles = given.flatMap((name) =>
  statSync(name).isDirectory()
    ? readdirSync(name)
        .sort()
        .map((file) => path.join(name, file))
    : [name],
);
const different = [];
const waiting = [...bundles];
await Promise.all(Array.from({ length: availableParallelism() }, compareNext));
for (const bundle of different.sort()) console.log(`differs: ${bundle}`);
console.log(`${bundles.length} bundles, ${different.length} with a different report`);
process.exitCode = different.length === 0 ? 0 : 1;

async function compareNext() {
  for (let bundle = waiting.shift(); bundle !== undefined; bundle = waiting.shift()) {
    const [old, now] = [await reportOf(before, bundle), await reportOf(after, bundle)];
    if (old !== now) different.push(bundle);
  }
}

/** The report as JSON, or the code and the message the program ended with. */
async function reportOf(program, bundle) {
  const how = { maxBuffer: 1 << 30 };
  try {
    const { stdout } = await run(process.execPath, [program, bundle, '-f', 'json', '-o', '-'], how);
    return stdout.replace(JSON.parse(stdout).tool.catalog.sha256, '');
  } catch ({ code, stderr }) {
    return `${code} ${stderr}`;
  }
}
