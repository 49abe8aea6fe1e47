#!/usr/bin/env node
import { InquestError, reasonOf } from '../errors.ts';
import { errorText } from './error-text.ts';
import { bugText, runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const terminal: Terminal = {
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  errIsTerminal: process.stderr.isTTY === true,
  outIsTerminal: process.stdout.isTTY === true,
  env: process.env,
};

// A reader that closes early (`| head`) is no error of ours; a full disk behind a redirection is one of the user's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  const unwritable = new InquestError('OUTPUT_UNWRITABLE', { path: '-', reason: reasonOf(error) }, { cause: error });
  terminal.err(errorText(unwritable));
  process.exit(unwritable.exit);
});
process.stderr.on('error', () => undefined);

// Node would answer with exit code 1, which stands for a finding.
process.on('uncaughtException', (error) => {
  terminal.err(bugText(error));
  process.exit(70);
});

process.exitCode = await runProgram(process.argv.slice(2), terminal);
