import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { tar } from '../archive/tar-builder.ts';
import { builtProgram } from './build.ts';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin?: Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** Runs the built program as a user does: a process of its own, with no environment but PATH and what the test gives. */
export async function analyze(args: readonly string[], options: RunOptions): Promise<Run> {
  const program = await builtProgram();
  return run(process.execPath, [program, ...args], options);
}

/** Runs a line of shell in which `"$@"` is the built program. */
export async function shell(line: string, options: RunOptions): Promise<Run> {
  const program = await builtProgram();
  return run('/bin/sh', ['-c', line, 'sh', process.execPath, program], options);
}

function run(command: string, args: readonly string[], { cwd, stdin, env, uid }: RunOptions): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH ?? '', ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // A program that refuses its arguments does not wait for its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}

/** An empty folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that holds a small bundle of a node at its mount limit, `bundle.tgz`. */
export function folderWithBundle(): string {
  const folder = emptyFolder();
  writeFileSync(path.join(folder, 'bundle.tgz'), smallBundle());
  return folder;
}

export function smallBundle(): Buffer {
  return gzipSync(tar(...Object.entries(SMALL_NODE).map(([name, content]) => ({ name, content }))));
}

const START = JSON.stringify({
  format: 'inquest-bundle',
  version: 1,
  collector: { version: '0.1.0', options: '', limit_factor: 1 },
  host: { hostname: 'worker-7.example.com', kernel: '5.4.0-90-generic', boot_id: null, machine_id_sha256: null },
  privileges: { uid: 0, cap_eff: '000001ffffffffff', pid: 4711, in_container: false },
  clock: { epoch: 1768464000, uptime: 86400.12, utc_offset: '+0000' },
});
const END = JSON.stringify({
  complete: true,
  steps: 0,
  clock: { epoch: 1768464010, uptime: 86410.12 },
  abandoned: [],
  aborted: null,
});
const REFUSED =
  'docker: Error response from daemon: error while creating mount source path: mount overlay:/var/lib/docker/overlay2/4f1c9d02ab77/merged, flags: 0x0, data: lowerdir=/l: no space left on device.';

const SMALL_NODE: Readonly<Record<string, string>> = {
  'manifest-start.json': START,
  'proc/sys/fs/mount-max': '10\n',
  'proc/1/mountinfo': Array.from(
    { length: 12 },
    (_, i) => `${25 + i} ${i === 0 ? 1 : 25} 8:1 / /${i === 0 ? '' : `m${i}`} rw shared:1 - ext4 /dev/vda1 rw\n`,
  ).join(''),
  'commands/proc/ns-mnt': '4026531840 /proc/1/ns/mnt\n',
  'commands/docker/version.json': '{"Server":{"Version":"20.10.24"}}\n',
  'commands/df/bytes':
    'Filesystem     Type 1024-blocks    Used Available Capacity Mounted on\n/dev/vda1      ext4    41152812 9152812  31983616      23% /\n',
  'commands/df/inodes':
    'Filesystem      Inodes  IUsed   IFree IUse% Mounted on\n/dev/vda1      2621440 210000 2411440    9% /\n',
  'commands/proc/stat':
    '1 (systemd) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 5 175000000 2500 18446744073709551615\n',
  'journal/docker.log': `2026-01-15T07:59:00+0000 worker-7 dockerd[812]: time="2026-01-15T07:59:00.000000000Z" level=error msg="Handler for POST /v1.41/containers/4f1c9d02ab77/start returned error: ${REFUSED}"\n`,
  'manifest.json': END,
};
