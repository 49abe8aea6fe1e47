// What a worker thread runs: the program in one file, with the code that V8 made of it at build. Parsing and compiling
// half of it anew took a sixth of the time of a small bundle. Another version of Node.js refuses that code and compiles.
'use strict';
const { closeSync, fstatSync, openSync, readSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const FILE = join(__dirname, 'worker-code.cjs');

/** Runs the program with the compiled code, if any; returns what it exports, and the script for the build. */
function load(cachedData) {
  const source = contentOf(FILE);
  const script = new Script(source.latin1Slice(), { filename: FILE, cachedData });
  const module = { exports: {} };
  release(source);
  release(cachedData);
  script.runInThisContext()(require, module, module.exports, pathToFileURL(FILE).href);
  return { script, program: module.exports };
}

function cached() {
  try {
    return contentOf(join(__dirname, 'worker-code.cache'));
  } catch {
    return undefined;
  }
}

/**
 * A file in pages of its own. The megabytes that readFileSync takes come from malloc, and glibc, once it frees so much at
 * a time, holds back twice of it for each thread (mallopt(3), M_MMAP_THRESHOLD): 8 MB of an analysis of 195.
 */
function contentOf(file) {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const content = Buffer.from(new ArrayBuffer(size, { maxByteLength: size }));
    for (let at = 0; at < size; ) {
      const read = readSync(descriptor, content, at, size - at, at);
      if (read === 0) throw new Error(`${file} ends at byte ${at} of ${size}`);
      at += read;
    }
    return content;
  } finally {
    closeSync(descriptor);
  }
}

const release = (content) => content?.buffer.resize(0);

if (isMainThread) module.exports = { load };
else load(cached());
