import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Output, run, sleep } from './commands.ts';
import { makeOwnDmesg } from './own-dmesg.ts';

export interface EngineOptions {
  /** Shell commands run in the node before its daemon; $DATA is the data root of the daemon, $LAB the private folder. */
  readonly prepare?: string;
  /** What stands before the daemon, for example `prlimit --nofile=200:200`. */
  readonly daemonUnder?: string;
  /** Size of the disk of the daemon and options of mkfs.ext4. */
  readonly disk?: string;
  readonly mkfs?: string;
}

/** A node of its own: mount and pid namespaces, a disk, a container engine. Paths are the same inside and outside. */
export interface Engine {
  readonly folder: string;
  readonly dataRoot: string;
  /** Version of the daemon, such as `20.10.24+dfsg1`. */
  readonly version: string;
  /** Runs shell commands in the node, whether they succeed or not. */
  attempt(script: string, seconds?: number): Promise<Output>;
  /** Runs shell commands that must succeed and returns their trimmed standard output. */
  shell(script: string, seconds?: number): Promise<string>;
}

const TOOLS = [
  'unshare',
  'nsenter',
  'dockerd',
  'containerd',
  'runc',
  'docker',
  'busybox',
  'mkfs.ext4',
  'losetup',
  'tar',
];

/** The image of every container here: a static busybox under its own names. */
export const IMAGE = 'lab:1';

/** The first process of the node; when its standard input ends, so does everything in the node. */
const NODE = String.raw`
set -eu
read -r pid rest </proc/self/stat
mount -t proc proc /proc
mount -t tmpfs -o size=64m,mode=755 tmpfs /run
mkdir /run/lock
mount -t tmpfs -o size=64m,mode=755 tmpfs /var/log
mkdir "$DATA" "$LAB/rootfs" "$LAB/rootfs/bin"
truncate -s "$DISK" "$LAB/disk"
mkfs.ext4 -q -F $MKFS "$LAB/disk"
mount -o loop "$LAB/disk" "$DATA"
cp "$(command -v busybox)" "$LAB/rootfs/bin/busybox"
chroot "$LAB/rootfs" /bin/busybox --install -s /bin
mkdir "$LAB/rootfs/etc" "$LAB/rootfs/tmp"
echo root:x:0: >"$LAB/rootfs/etc/group"
mount --make-rshared /
eval "$PREPARE"
$DAEMON_UNDER dockerd --data-root "$DATA" --storage-driver overlay2 --bridge none --iptables=false \
  --ip-forward=false --cgroup-parent "/$NAME/docker" </dev/null >>/var/log/docker.log 2>&1 &
echo "node $pid"
cat >/dev/null
`;

/**
 * Removes the loop devices whose numbers stand in $LAB/loops, which the tests made beyond those of the machine
 * (LOOP_CTL_REMOVE). Runs outside and outlives the tests, so that an interrupted run leaves nothing behind either: the end of its standard
 * input ends the node, and the kernel ends every process and mount of the node with it.
 */
const GUARD = String.raw`
trap '' INT TERM HUP
unshare --mount --propagation private --pid --fork --kill-child sh -c "$NODE" || echo "failed $?"
for group in /sys/fs/cgroup/"$NAME" /sys/fs/cgroup/*/"$NAME"; do
  [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} \;
done
[ ! -e "$LAB/loops" ] || perl -e 'open(my $c, "+<", "/dev/loop-control"); ioctl $c, 0x4c81, 0 + $_ for <STDIN>' <"$LAB/loops"
rm -rf "$LAB"
`;

/** Imports the image of every container here. */
export async function makeImage(engine: Engine): Promise<void> {
  await engine.shell(`tar -C '${engine.folder}/rootfs' -c . | docker import - ${IMAGE}`);
}

/** Starts a container that sleeps, without a network, and returns its pid in the node. */
export async function startAgent(engine: Engine, name: string, options = ''): Promise<string> {
  await makeImage(engine);
  await engine.shell(`docker run -d --name ${name} --network none ${options} ${IMAGE} sleep 100000`);
  return engine.shell(`docker inspect --format '{{.State.Pid}}' ${name}`);
}

/** Why no engine can run here, as far as that can be told without starting one. */
export function reasonToSkip(): string | undefined {
  if (process.getuid?.() !== 0) return 'not run as root';
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  const absent = TOOLS.filter((tool) => !folders.some((folder) => existsSync(path.join(folder, tool))));
  return absent.length === 0 ? undefined : `not installed: ${absent.join(', ')}`;
}

/** Starts one engine for the tests of a file and takes it away after them; where that is impossible they are skipped. */
export function useEngine(options: EngineOptions = {}): (context: TestContext) => Engine {
  let started: Started | { reason: string };
  const before = machineState();
  beforeAll(async () => {
    const reason = reasonToSkip();
    started = reason === undefined ? await start(options) : { reason };
    if ('reason' in started) announce(started.reason);
  }, 60_000);
  afterAll(async () => {
    if (!('engine' in started)) return;
    await started.stop();
    expect(remainsOf(started.engine.folder)).toEqual([]);
    expect(machineState()).toEqual(before);
  }, 60_000);
  return (context) => ('engine' in started ? started.engine : context.skip(started.reason));
}

/** Says why tests are skipped; where the lab is required (in CI) that is an error. */
export function announce(reason: string): void {
  if (process.env.INQUEST_LAB === 'required') throw new Error(`the lab cannot run: ${reason}`);
  console.log(`skipped: ${reason}`);
}

/** What a run must leave as it was: the mounts and the settings of the machine. */
function machineState(): Record<string, unknown> {
  return {
    mounts: read('/proc/self/mountinfo').trimEnd().split('\n').length,
    mountMax: read('/proc/sys/fs/mount-max'),
    forwarding: read('/proc/sys/net/ipv4/ip_forward'),
  };
}

/** What is left of a node after its end: its folder, loop devices and control groups. */
function remainsOf(folder: string): string[] {
  const groups = list('/sys/fs/cgroup').map((group) => `/sys/fs/cgroup/${group}/${path.basename(folder)}`);
  const loops = list('/sys/block').filter((name) => read(`/sys/block/${name}/loop/backing_file`).startsWith(folder));
  return [folder, `/sys/fs/cgroup/${path.basename(folder)}`, ...groups]
    .filter((place) => existsSync(place))
    .concat(loops);
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

interface Started {
  readonly engine: Engine;
  stop(): Promise<void>;
}

async function start(options: EngineOptions): Promise<Started | { reason: string }> {
  const folder = mkdtempSync('/var/tmp/inquest-lab-');
  chmodSync(folder, 0o755);
  makeOwnDmesg(folder);
  const node = startNode(folder, options);
  const pid = await until(() => /^node (\d+)$/m.exec(node.output())?.[1], 20);
  const attempt = (script: string, seconds = 60): Promise<Output> =>
    run('nsenter', ['-t', pid ?? '', '-m', '-p', 'sh', '-c', script], { seconds });
  const version = pid === undefined ? undefined : await until(() => answer(attempt), 30);
  if (version === undefined) {
    const log = pid === undefined ? '' : (await attempt('tail -n 3 /var/log/docker.log')).stdout;
    await node.stop();
    return { reason: `no engine could be started: ${node.output()}${log}` };
  }
  const shell = async (script: string, seconds?: number): Promise<string> => {
    const done = await attempt(script, seconds);
    if (done.code !== 0) throw new Error(`${script}: ${done.code} ${done.stderr}`);
    return done.stdout.trim();
  };
  return { engine: { folder, dataRoot: path.join(folder, 'data'), version, attempt, shell }, stop: node.stop };
}

/** Starts the guard and through it the node; `stop` ends both and waits until everything is gone. */
function startNode(folder: string, options: EngineOptions): { output(): string; stop(): Promise<void> } {
  const guard = spawn('sh', ['-c', GUARD], {
    // A session of its own: an interrupt from the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
      NODE,
      LAB: folder,
      NAME: path.basename(folder),
      DATA: path.join(folder, 'data'),
      DISK: options.disk ?? '1G',
      MKFS: options.mkfs ?? '',
      PREPARE: options.prepare ?? '',
      DAEMON_UNDER: options.daemonUnder ?? '',
    },
  });
  let output = '';
  for (const stream of [guard.stdout, guard.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const ended = new Promise<void>((resolve) => guard.on('close', () => resolve()));
  const stop = async (): Promise<void> => {
    guard.stdin.end();
    await ended;
  };
  return { output: () => output, stop };
}

async function answer(attempt: Engine['attempt']): Promise<string | undefined> {
  const asked = await attempt(`docker version --format '{{.Server.Version}}'`, 5);
  return asked.code === 0 ? asked.stdout.trim() : undefined;
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>, seconds: number): Promise<T | undefined> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > end) return found;
    await sleep(100);
  }
}
