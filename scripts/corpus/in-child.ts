import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Analysed, analyseFile, openCatalog } from './analyse-file.ts';
import { type Recognition, recognitionOf } from './recognition.ts';

/** One bundle, analysed in a process of its own, so that its memory is its own and a crash is only its own. */
export interface BundleRun {
  readonly analysed: Analysed;
  /** The most memory the process ever held, with the catalog; 0 when it died. */
  readonly peakBytes: number;
  readonly recognition?: Recognition;
}

const MAX_OUTPUT = 256 << 20;

/** Starts this script once more, `main` being what the child runs with these arguments. */
export async function runInChild(script: string, file: string, asked: readonly string[]): Promise<BundleRun> {
  const call = `import(${JSON.stringify(script)}).then((m) => m.main(process.argv.slice(1)))`;
  const args = ['--input-type=module', '--eval', call, '--', '--one', file, ...asked];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MAX_OUTPUT });
    // The child is this very script: what it prints is what `printRun` gave to JSON.stringify.
    return JSON.parse(stdout) as BundleRun;
  } catch (error) {
    const failure = `its process died: ${error instanceof Error ? error.message.slice(0, 2_000) : String(error)}`;
    return { analysed: { failure, exit: 70, milliseconds: 0 }, peakBytes: 0 };
  }
}

/** What the child does: prints a run as JSON. */
export async function printRun(file: string, asked: readonly string[]): Promise<number> {
  const catalog = openCatalog();
  const analysed = await analyseFile(file, catalog);
  const peakBytes = peakMemory();
  const recognition = 'report' in analysed ? await recognitionOf(file, catalog.signatures, asked) : undefined;
  const run: BundleRun = { analysed, peakBytes, ...(recognition === undefined ? {} : { recognition }) };
  process.stdout.write(JSON.stringify(run));
  return 0;
}

/** `maxRSS` of a child begins with what its parent held; VmHWM in proc_pid_status(5) is its own. */
function peakMemory(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No /proc: a system that is no Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
