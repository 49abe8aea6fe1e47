// What a worker thread runs: the program in one file, with the code that V8 made of it at build. Parsing and compiling
// half of it anew took a sixth of the time of a small bundle. Another version of Node.js refuses that code and compiles.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const FILE = join(__dirname, 'worker-code.cjs');

/** Runs the program with the compiled code, if any; returns what it exports, and the script for the build. */
function load(cachedData) {
  const text = `(function (require, module, exports, WORKER_URL) {${readFileSync(FILE, 'utf8')}\n})`;
  const script = new Script(text, { filename: FILE, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(require, module, module.exports, pathToFileURL(FILE).href);
  return { script, program: module.exports };
}

function cached() {
  try {
    return readFileSync(join(__dirname, 'worker-code.cache'));
  } catch {
    return undefined;
  }
}

if (isMainThread) module.exports = { load };
else load(cached());
