import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

export const SCRIPT_PATH = fileURLToPath(new URL('../../collectors/collect.sh', import.meta.url));
export const SCRIPT_TEXT = readFileSync(SCRIPT_PATH, 'utf8');
export const NOBODY = 65534;
export const IS_ROOT = process.getuid?.() === 0;

export const isInstalled = (command: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, command)));

export interface Run {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly shell?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly uid?: number;
  readonly onStdin?: boolean;
  readonly cwd?: string;
}

/** A private folder with a copy of the script that every user may read, removed by `remove`. */
export interface Workspace {
  readonly folder: string;
  readonly script: string;
  remove(): void;
}

export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'collector-test-'));
  chmodSync(folder, 0o777);
  const script = join(folder, 'collect.sh');
  writeFileSync(script, SCRIPT_TEXT, { mode: 0o644 });
  return { folder, script, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Puts an executable into the workspace and returns its path. */
export function writeProgram(workspace: Workspace, name: string, text: string): string {
  const path = join(workspace.folder, name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

export function startCollector(workspace: Workspace, options: RunOptions = {}): ChildProcess {
  const [program = 'dash', ...flags] = options.shell ?? ['dash'];
  const script = options.onStdin === true ? ['-s', '--'] : [workspace.script];
  const child = spawn(program, [...flags, ...script, ...(options.args ?? [])], {
    cwd: options.cwd ?? workspace.folder,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.onStdin === true ? SCRIPT_TEXT : '');
  return child;
}

export function runCollector(workspace: Workspace, options: RunOptions = {}): Promise<Run> {
  const began = Date.now();
  const child = startCollector(workspace, options);
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ pid: child.pid, code, stdout: Buffer.concat(stdout), stderr, seconds: (Date.now() - began) / 1000 }),
    );
  });
}

export interface Member {
  readonly path: string;
  readonly bytes: Buffer;
}

/** All members in archive order. */
export function readMembers(archive: Buffer): Promise<Member[]> {
  const plain = archive[0] === 0x1f ? gunzipSync(archive) : archive;
  return new Promise((resolve, reject) => {
    const members: Member[] = [];
    const reader = extract();
    reader.on('entry', (header, stream, next) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => {
        if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      });
      stream.on('end', () => {
        members.push({ path: header.name, bytes: Buffer.concat(chunks) });
        next();
      });
    });
    reader.on('finish', () => resolve(members));
    reader.on('error', reject);
    reader.end(plain);
  });
}

/** The members under their paths, with `.part-0001`, `.part-0002`, ... joined as the analyzer does. */
export async function readBundle(archive: Buffer): Promise<Map<string, string>> {
  const pieces = new Map<string, Buffer[]>();
  for (const { path, bytes } of await readMembers(archive)) {
    const whole = path.replace(/\.part-\d{4}$/, '');
    pieces.set(whole, [...(pieces.get(whole) ?? []), bytes]);
  }
  return new Map([...pieces].map(([path, parts]) => [path, Buffer.concat(parts).toString('utf8')]));
}

export interface StepRecord {
  readonly step: string;
  readonly stage: number;
  readonly sources: readonly string[];
  readonly status: string;
  readonly reason?: string;
  readonly absent?: readonly string[];
  readonly unreadable?: readonly string[];
  readonly paths: readonly string[];
  readonly paths_total: number;
  readonly bytes: number;
  readonly at: number;
  readonly seconds: number;
}

/** The records of all steps in their order. */
export function stepRecords(bundle: ReadonlyMap<string, string>): StepRecord[] {
  return [...bundle].filter(([path]) => path.startsWith('manifest/')).map(([, text]) => JSON.parse(text) as StepRecord);
}

/** The record of a step; fails when there is none. */
export function stepRecord(bundle: ReadonlyMap<string, string>, step: string): StepRecord {
  for (const [path, text] of bundle) {
    if (path.startsWith('manifest/') && path.endsWith(`-${step}.json`)) return JSON.parse(text) as StepRecord;
  }
  throw new Error(`no record of step ${step}`);
}

const LIST_WITH_PYTHON = `import io, sys, tarfile
for member in tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read())): print(member.name)`;

/** Programs that list an archive, beside the one of the tests: its name and how it is called. */
export const TAR_READERS: readonly { readonly program: string; readonly list: readonly string[] }[] = [
  { program: 'tar', list: ['tar', '-tzf', '-'] },
  { program: 'busybox', list: ['busybox', 'tar', '-tzf', '-'] },
  { program: 'bsdtar', list: ['bsdtar', '-tzf', '-'] },
  { program: 'python3', list: ['python3', '-c', LIST_WITH_PYTHON] },
];

/** The names of the members as one of `TAR_READERS` sees them. */
export function listMembers(
  [program = '', ...args]: readonly string[],
  archive: Buffer,
): { readonly code: number | null; readonly paths: string[] } {
  const listed = spawnSync(program, args, { input: archive, env: { ...process.env, LC_ALL: 'C' } });
  return { code: listed.status, paths: listed.stdout.toString('utf8').split('\n').filter(Boolean) };
}
