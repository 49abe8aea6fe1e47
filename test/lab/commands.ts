import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

export interface Output {
  /** Exit status; `null` when a signal or the time limit ended the command. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly seconds?: number;
  readonly uid?: number;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs one command with a time limit and waits for its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const began = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: (options.seconds ?? 60) * 1000,
    killSignal: 'SIGKILL',
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        stdout: text(chunks.stdout),
        stderr: text(chunks.stderr),
        seconds: (performance.now() - began) / 1000,
      }),
    );
  });
}
