import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { readBundle, type StepRecord } from '../collectors/run-collector.ts';
import { type Output, run, sleep } from './commands.ts';
import { announce } from './engine.ts';
import { COLLECTOR } from './program.ts';

export interface Fault {
  /** Shell commands run in the node; $LAB is its private folder. What they start in the background ends with the node. */
  readonly prepare?: string;
  /** Shell commands that release what would outlive the node, such as a frozen file system. */
  readonly release?: string;
  /** Shell commands run outside when the node and all its processes are gone. */
  readonly after?: string;
  /** The node sees the processes of the machine instead of only its own. */
  readonly hostPids?: boolean;
}

export interface CollectOptions {
  /** The shell and what stands before it, for example `prlimit --nproc=4 dash`. */
  readonly shell?: readonly string[];
  readonly args?: readonly string[];
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** After that many seconds the run counts as hung. */
  readonly seconds?: number;
}

export interface Collected {
  readonly code: number | null;
  readonly stderr: string;
  readonly archive: Buffer;
  readonly seconds: number;
  /** From the end of the script to the moment its reader saw the end of the archive. */
  readonly eofSeconds: number;
  /** User and system time of the script and all its children. */
  readonly cpuSeconds: number;
  /** The most that /run held: it is a file system of its own, where only the collector writes. */
  readonly stagingBytes: number;
}

/** A machine within this one: mount namespace, processes and /run of its own. */
export interface FaultyNode {
  readonly folder: string;
  readonly pid: string;
  shell(script: string, seconds?: number): Promise<Output>;
  /** Runs the collector as `ssh node sh` would: its standard output is a pipe to a reader elsewhere. */
  collect(options?: CollectOptions): Promise<Collected>;
}

const NODE = `
set -eu
read -r pid rest </proc/self/stat
trap "$RELEASE" EXIT
[ -n "$HOST_PIDS" ] || mount -t proc proc /proc
mount -t tmpfs -o size=256m,mode=755 tmpfs /run
eval "$PREPARE"
echo "node $pid"
cat >/dev/null
`;

/** Outlives an interrupted test run: the end of its standard input ends the node and removes its folder. */
const GUARD = `
trap '' INT TERM HUP
set -- --mount --propagation private
[ -n "$HOST_PIDS" ] || set -- "$@" --pid --fork --kill-child
unshare "$@" sh -c "$NODE" || echo "failed $?"
eval "$AFTER"
rm -rf "$LAB"
`;

/** What a node needs besides the commands that a test names. */
const NODE_TOOLS = ['unshare', 'nsenter', 'mount'];

/** Why this machine cannot be broken in the way a test needs; undefined when it can. */
export function reasonToSkipNode(...tools: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'not run as root';
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  const absent = [...NODE_TOOLS, ...tools].filter(
    (tool) => !folders.some((folder) => existsSync(path.join(folder, tool))),
  );
  return absent.length === 0 ? undefined : `not installed: ${absent.join(', ')}`;
}

/** Skips a test that this machine cannot run; where the lab is required (in CI) it fails. */
export function skipWithout(context: TestContext, ...tools: readonly string[]): void {
  skipBecause(context, reasonToSkipNode(...tools));
}

export function skipBecause(context: TestContext, reason: string | undefined): void {
  if (reason === undefined) return;
  announce(reason);
  context.skip(reason);
}

/** Makes a node with a fault, gives it to `action`, and puts everything back, also when this process is killed. */
export async function withNode<T>(fault: Fault, action: (node: FaultyNode) => Promise<T>): Promise<T> {
  const folder = mkdtempSync('/var/tmp/inquest-lab-');
  chmodSync(folder, 0o755);
  copyFileSync(COLLECTOR, path.join(folder, 'collect.sh'));
  const guard = spawn('sh', ['-c', GUARD], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
      NODE,
      LAB: folder,
      PREPARE: fault.prepare ?? '',
      RELEASE: fault.release ?? '',
      AFTER: fault.after ?? '',
      HOST_PIDS: fault.hostPids === true ? '1' : '',
    },
  });
  let said = '';
  for (const stream of [guard.stdout, guard.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<void>((resolve) => guard.on('exit', () => resolve()));
  try {
    const pid = await nodePid(() => said, ended);
    return await action(makeNode(folder, pid));
  } finally {
    guard.stdin.end();
    await ended;
  }
}

async function nodePid(said: () => string, ended: Promise<void>): Promise<string> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (;;) {
    const found = /^node (\d+)$/m.exec(said())?.[1];
    if (found !== undefined) return found;
    if (over) throw new Error(`the node could not be prepared: ${said()}`);
    await sleep(20);
  }
}

function makeNode(folder: string, pid: string): FaultyNode {
  const enter = (command: readonly string[]): string[] => ['-t', pid, '-m', '-p', '--', ...command];
  return {
    folder,
    pid,
    shell: (script, seconds = 60) => run('nsenter', enter(['sh', '-c', script]), { seconds }),
    collect: (options = {}) => collectIn(folder, pid, options),
  };
}

/** Tells times of the children behind the last line of the collector. */
const TIMED = '"$@"; code=$?; times >&2; exit $code';

function collectIn(folder: string, pid: string, options: CollectOptions): Promise<Collected> {
  const user =
    options.uid === undefined ? [] : ['setpriv', `--reuid=${options.uid}`, `--regid=${options.uid}`, '--clear-groups'];
  const script = [...(options.shell ?? ['sh']), path.join(folder, 'collect.sh'), ...(options.args ?? [])];
  const command = ['-t', pid, '-m', '-p', '--', 'sh', '-c', TIMED, 'sh', ...user, ...script];
  const began = performance.now();
  const since = (moment: number): number => (performance.now() - moment) / 1000;
  const child = spawn('nsenter', command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C', ...options.env },
  });
  const chunks: Buffer[] = [];
  let stderr = '';
  let stagingBytes = 0;
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const sampler = setInterval(() => {
    stagingBytes = Math.max(stagingBytes, usedBytes(`/proc/${pid}/root/run`));
  }, 50);
  return new Promise((resolve, reject) => {
    const limit = options.seconds ?? 180;
    const hung = setTimeout(() => {
      clearInterval(sampler);
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new Error(`no end of the archive within ${limit} s: ${stderr}`));
    }, limit * 1000);
    let exited = Number.NaN;
    let code: number | null = null;
    child.on('error', reject);
    child.on('exit', (status) => {
      exited = performance.now();
      code = status;
    });
    const finish = (): void => {
      clearTimeout(hung);
      clearInterval(sampler);
      const archive = Buffer.concat(chunks);
      const eofSeconds = since(exited);
      resolve({ code, stderr, archive, seconds: since(began), eofSeconds, cpuSeconds: cpuOf(stderr), stagingBytes });
    };
    child.on('close', finish);
  });
}

function usedBytes(place: string): number {
  try {
    const { blocks, bfree, bsize } = statfsSync(place);
    return (blocks - bfree) * bsize;
  } catch {
    return 0;
  }
}

/** Seconds in the last line that `times` wrote: `0m1.234567s 0m0.456000s`, user and system of all children. */
function cpuOf(stderr: string): number {
  const last = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stderr);
  if (last === null) return Number.NaN;
  const [, userMinutes, user, systemMinutes, system] = last;
  return Number(userMinutes) * 60 + Number(user) + Number(systemMinutes) * 60 + Number(system);
}

export interface Closing {
  readonly complete: boolean;
  readonly steps: number;
  readonly aborted: string | null;
  readonly abandoned: readonly {
    readonly pid: number;
    readonly command: string;
    readonly state: string;
    readonly wchan: string;
  }[];
}

export interface Evidence {
  /** Texts of the members under their paths, pieces joined. */
  readonly texts: ReadonlyMap<string, string>;
  readonly closing: Closing;
  readonly records: readonly StepRecord[];
}

/** Reads an archive that must have its closing record. */
export async function readEvidence(archive: Buffer): Promise<Evidence> {
  const texts = await readBundle(archive);
  const records = [...texts].filter(([name]) => name.startsWith('manifest/')).map(([, text]) => JSON.parse(text));
  return { texts, closing: JSON.parse(texts.get('manifest.json') ?? 'null'), records };
}

/** The number of lines in a file of /proc, by its own count. */
export function countLines(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}
