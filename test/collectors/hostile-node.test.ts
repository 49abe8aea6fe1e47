import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  IS_ROOT,
  makeWorkspace,
  type Run,
  readBundle,
  readMembers,
  runCollector,
  stepRecord,
  type Workspace,
  writeProgram,
} from './run-collector.ts';

const CANARY = 'canary-7f3a91';
const IDS = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
const DEFAULT_SOCKET = existsSync('/var/run/docker.sock') || existsSync('/run/docker.sock');
const isRunning = (daemon: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => readProc(pid, 'comm').trim() === daemon && readProc(pid, 'cmdline') !== '');
const OTHER_DOCKERD = isRunning('dockerd');
const OTHER_CONTAINERD = isRunning('containerd');

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** A docker that writes down how it is called, hangs on container b, and mixes garbage into its answers. */
const stubText = (calls: string): string => `#!/bin/sh
echo "$@" >> ${calls}
shift 2
command=$1
shift
case $command in
  version) echo '{"Client":{"Version":"1"}}' ;;
  info) echo garbage; echo '{"HttpProxy":"http://user:${CANARY}@proxy:1","Name":"node"}'; echo '{half' ;;
  ps)
    case "$*" in
      *q*) printf '%s\\n' ${IDS.join(' ')} ';touch /tmp/x' ;;
      *) echo '{"ID":"${IDS[0]}","Labels":"token=${CANARY}"}' ;;
    esac ;;
  inspect)
    for argument in "$@"; do case $argument in bbb*) exec sleep 60 ;; esac; done
    for argument in "$@"; do
      case $argument in [ac][ac]*) echo "{\\"Id\\":\\"$argument\\",\\"State\\":{\\"Health\\":{\\"Log\\":[{\\"Output\\":\\"${CANARY}\\"}]}},\\"HostConfig\\":{\\"splunk-token\\":\\"${CANARY}\\"}}" ;; esac
    done ;;
esac
`;

/** A containerd that writes 40 numbered lines of 300,000 digits to its standard output. */
const daemonText = (log: string): string => `#!/bin/sh
exec >${log}
i=0
while [ $i -lt 40 ]; do i=$((i + 1)); printf '%0300000d\\n' $i; done
while sleep 60; do :; done
`;

let workspace: Workspace;
let server: Server;
let run: Run;
let bundle: Map<string, string>;
const children: ChildProcess[] = [];

const start = (program: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess => {
  const child = spawn(program, args, { stdio: 'ignore', env: { PATH: process.env.PATH ?? '', ...env } });
  children.push(child);
  return child;
};

beforeAll(async () => {
  workspace = makeWorkspace();
  const { folder } = workspace;
  const socket = join(folder, 'docker.sock');
  server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  // The kernel names a script after its file, so this is a process called dockerd.
  start(writeProgram(workspace, 'dockerd', '#!/bin/sh\nexec 3<&0\nwhile sleep 60; do :; done\n'), [
    '-H',
    'tcp://192.0.2.1:2375',
    '-H',
    `unix://${socket}`,
  ]);
  mkdirSync(join(folder, 'bin'));
  start(writeProgram(workspace, 'containerd', daemonText(join(folder, 'containerd.log'))), []);
  writeProgram(workspace, 'bin/docker', stubText(join(folder, 'calls')));
  start('sh', ['-c', 'while sleep 60; do :; done', 'x', '--password', CANARY, `API_TOKEN=${CANARY},${CANARY}`], {
    SECRET: CANARY,
  });
  start('sh', ['-c', `while sleep 60; do :; done`, `https://me:${CANARY}@host/`, 'line\n1 /sbin/forged']);
  start('sh', ['-c', String.raw`printf 'e"\\\001\377) R 1' >/proc/self/comm; while sleep 60; do :; done`]);
  await sleep(700);
  mkdirSync(join(folder, 'home'));
  mkdirSync(join(folder, 'tmp'));
  run = await runCollector(workspace, {
    cwd: join(folder, 'home'),
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      DOCKER_HOST: 'tcp://192.0.2.1:2375',
      OWN_SECRET: CANARY,
    },
  });
  bundle = await readBundle(run.stdout);
}, 180_000);

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  server.close();
  workspace.remove();
});

describe('on a hostile node', () => {
  it('the run ends in time and complete', () => {
    expect(run.code, run.stderr).toBe(0);
    const start = JSON.parse(bundle.get('manifest-start.json') ?? '') as { collector: { limit_factor: number } };
    // Limits grow with the load of the machine that runs the test.
    expect(run.seconds / start.collector.limit_factor).toBeLessThan(30);
    expect(JSON.parse(bundle.get('manifest.json') ?? '')).toMatchObject({ complete: true });
  });

  it('no secret leaves the node', async () => {
    const holding = (await readMembers(run.stdout)).filter(({ bytes }) => bytes.includes(CANARY));
    expect(holding.map(({ path }) => path)).toEqual([]);
    expect(bundle.get('commands/proc/cmdline')).toContain('--password ***');
    expect(bundle.get('commands/proc/cmdline')).toContain('https://***@host/');
  });

  it('a process can neither forge a command line nor break the JSON', () => {
    expect(bundle.get('commands/proc/cmdline')).not.toMatch(/^1 \/sbin\/forged/m);
    for (const [path, text] of bundle) {
      if (path.endsWith('.json')) expect(() => JSON.parse(text) as unknown, path).not.toThrow();
    }
  });

  it('nothing is written outside the output', () => {
    expect(readdirSync(join(workspace.folder, 'home'))).toEqual([]);
    expect(readdirSync(join(workspace.folder, 'tmp'))).toEqual([]);
  });

  describe.skipIf(DEFAULT_SOCKET || OTHER_DOCKERD)('docker (skipped where a real dockerd would be found first)', () => {
    it('is asked over the socket that dockerd was told, with harmless commands only', () => {
      const calls = readFileSync(join(workspace.folder, 'calls'), 'utf8').trim().split('\n');
      expect(calls.length).toBeGreaterThan(4);
      for (const call of calls.filter((line) => line.startsWith('-H'))) {
        expect(call).toMatch(
          /^-H unix:\/\/\S+\/docker\.sock (version |info |ps |inspect |events |buildx du --verbose$)/,
        );
      }
      const asked = calls.filter((line) => line.includes(' inspect ')).join('\n');
      // The state is taken whole; what health checks printed, which is in it, is dropped on the node.
      expect(asked).not.toMatch(/json \.(Config)?}|\.Args|\.Cmd/);
    });

    it('may hang on one container without hiding the others', () => {
      const containers = JSON.parse(bundle.get('commands/docker/inspect.json') ?? '') as { Id: string }[];
      expect(containers.map(({ Id }) => Id)).toEqual([IDS[0], IDS[2]]);
      const record = stepRecord(bundle, 'docker_inspect');
      expect(record.status).toBe('timed_out');
      expect(record.reason).toContain('bbbbbbbbbbbb');
      expect(record.reason).not.toContain('aaaaaaaaaaaa');
    });

    it('answers that are no JSON are dropped', () => {
      expect(JSON.parse(bundle.get('commands/docker/info.json') ?? '')).toEqual({
        HttpProxy: 'http://***@proxy:1',
        Name: 'node',
      });
    });
  });
});

describe('a log', () => {
  it.skipIf(!IS_ROOT || OTHER_CONTAINERD)(
    'that a daemon writes to a file is taken whole at its end, thinned before that, and in pieces',
    async () => {
      const parts = (await readMembers(run.stdout)).filter(({ path }) => path.startsWith('journal/containerd.log'));
      expect(parts[0]?.path).toBe('journal/containerd.log.part-0001');
      expect(Math.max(...parts.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(1 << 20);
      const lines = (bundle.get('journal/containerd.log') ?? '').trimEnd().split('\n');
      expect(lines.pop()).toBe('-- inquest: 10 of 40 lines like "#" left out in - --');
      // 27 lines of 300,001 bytes are the most whole lines in 8 MiB; of what lies before them three are kept.
      const newest = Array.from({ length: 27 }, (_, index) => index + 14);
      expect(lines.map(Number)).toEqual([1, 2, 3, ...newest]);
    },
  );
});
