#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { InquestError, reasonOf } from '../errors.ts';
import { startEarly } from './analysis-thread.ts';
import { errorText } from './error-text.ts';
import { bugText, runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const args = process.argv.slice(2);
startEarly(args);

const STDOUT = 1;

const terminal: Terminal = {
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  outBytes: writeBytes,
  errIsTerminal: process.stderr.isTTY === true,
  outIsTerminal: process.stdout.isTTY === true,
  env: process.env,
};

// A reader that closes early (`| head`) is no error of ours; a full disk behind a redirection is one of the user's.
process.stdout.on('error', endOutput);

function endOutput(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  const unwritable = new InquestError('OUTPUT_UNWRITABLE', { path: '-', reason: reasonOf(error) }, { cause: error });
  terminal.err(errorText(unwritable));
  process.exit(unwritable.exit);
}

/** A pipe that is full answers EAGAIN: it is asked again until its reader has caught up. */
function writeBytes(bytes: Uint8Array): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 5);
      else endOutput(error as NodeJS.ErrnoException);
    }
  }
}

process.stderr.on('error', () => undefined);

// Node would answer with exit code 1, which stands for a finding.
process.on('uncaughtException', (error) => {
  terminal.err(bugText(error));
  process.exit(70);
});

process.exitCode = await runProgram(args, terminal);
