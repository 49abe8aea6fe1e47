import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { resourcePath } from './resources.ts';
import { V8_FLAGS, YOUNG_MIB } from './v8-flags.ts';

let ready: Worker | undefined;

/**
 * Starts a thread while the command line is still read, where that asks for an analysis by the looks of it: its first
 * argument is a file or an option, and some argument is a file. A thread that nobody takes does not keep the program alive.
 */
export function startEarly(args: readonly string[]): void {
  const [first = ''] = args;
  if ((first.startsWith('-') || existsSync(first)) && args.some((arg) => existsSync(arg))) {
    ready = start();
    ready.unref();
  }
}

/** The thread that was started early, or a new one. */
export function takeThread(): Worker {
  const thread = ready ?? start();
  ready = undefined;
  thread.ref();
  return thread;
}

function start(): Worker {
  setFlagsFromString(V8_FLAGS);
  return new Worker(resourcePath('worker.cjs'), {
    stdin: true,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
}
