#!/usr/bin/env node
// Makes a bundle of a node in the native layout, of any size, with planted log lines, and a file with their true counts:
// node bench/generate.mjs --mb 100 --out FOLDER
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { createRandom, hex, LOGS } from './lines.mjs';

const MB = 1e6;
/** What a node of the size has, in bundles of up to so many MB: a large bundle has longer logs, not ever more containers. */
const NODES = [
  { upTo: 20, containers: 100, mounts: 2_700, tasks: 4_000 },
  { upTo: 300, containers: 1_000, mounts: 26_500, tasks: 20_155 },
  { upTo: Number.POSITIVE_INFINITY, containers: 5_000, mounts: 95_500, tasks: 20_155 },
];
/** Bytes of one container in the output of docker inspect. */
const CONTAINER = 9_400;
/** Shares of what is left for the logs. */
const SHARES = { kubelet: 0.68, docker: 0.17, kernel: 0.15 };
/** Pieces as the collector cuts logs. */
const PIECE = 8 * MB;
/** One line in so many is planted. */
const PLANTED = 40;
const COLLECTED = 1768464000;

/** Writes FOLDER/bundle-N.tgz and FOLDER/truth-N.json, one line in `planted` planted; returns their paths. */
export async function generateBundle(folder, mb, { name = `${mb}`, planted: share = PLANTED } = {}) {
  mkdirSync(folder, { recursive: true });
  const bundle = path.join(folder, `bundle-${name}.tgz`);
  const truth = path.join(folder, `truth-${name}.json`);
  const tar = pack();
  const written = pipeline(tar, createGzip({ level: 6 }), createWriteStream(bundle));
  const planted = await writeMembers(tar, mb * MB, share);
  tar.finalize();
  await written;
  writeFileSync(truth, `${JSON.stringify({ mb, planted }, null, 2)}\n`);
  return { bundle, truth };
}

async function writeMembers(tar, bytes, share) {
  const random = createRandom(Math.floor(bytes));
  // One entry after the other, so that no more than one waits in memory.
  const add = (name, text) =>
    new Promise((resolve, reject) => {
      tar.entry({ name, mtime: new Date(0) }, Buffer.from(text), (error) => (error ? reject(error) : resolve()));
    });
  const planted = {};
  await add('manifest-start.json', startOf());
  await add('proc/sys/fs/mount-max', '100000\n');
  await add('commands/docker/version.json', '{"Server":{"Version":"20.10.24"}}\n');
  await add(
    'commands/df/bytes',
    'Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ext4 41152812 9152812 31983616 23% /\n',
  );
  await add(
    'commands/df/inodes',
    'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 2621440 210000 2411440 9% /\n',
  );
  const node = NODES.find(({ upTo }) => bytes <= upTo * MB);
  const tables = {
    'proc/1/mountinfo': mountinfo(random, node.mounts),
    'commands/docker/inspect.json': containersOf(random, node.containers * CONTAINER),
    'commands/proc/stat': tasks(random, node.tasks),
  };
  for (const [name, text] of Object.entries(tables)) await add(name, text);
  const left = bytes - Object.values(tables).reduce((sum, text) => sum + text.length, 0);
  for (const [name, log] of Object.entries(LOGS)) {
    let piece = 0;
    for (const text of logPieces(random, log, left * SHARES[name], planted, share))
      await add(`${log.member}.part-${String(++piece).padStart(4, '0')}`, text);
  }
  await add(
    'manifest.json',
    '{"complete":true,"steps":8,"clock":{"epoch":1768464060,"uptime":900060},"abandoned":[],"aborted":null}\n',
  );
  return planted;
}

/** The first record of a bundle of the collector. */
export function startOf() {
  return JSON.stringify({
    format: 'inquest-bundle',
    version: 1,
    collector: { version: '0.1.0', options: '', limit_factor: 1 },
    host: { hostname: 'bench-node', kernel: '5.4.0-90-generic', boot_id: null, machine_id_sha256: null },
    privileges: { uid: 0, cap_eff: '000001ffffffffff', pid: 4711, in_container: false },
    clock: { epoch: COLLECTED, uptime: 900000, utc_offset: '+0000' },
  });
}

function mountinfo(random, count) {
  const lines = ['25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw'];
  for (let id = 100; lines.length < count; id++) {
    // Four volumes to one container.
    const isLayer = id % 5 === 0;
    const device = `vd${id.toString(36)}`;
    lines.push(
      isLayer
        ? `${id} 25 0:${id} / /var/lib/docker/overlay2/${hex(random, 64)}/merged rw,relatime shared:${id} - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/${hex(random, 26)},upperdir=/var/lib/docker/overlay2/${hex(random, 64)}/diff`
        : `${id} 25 253:${id} / /var/lib/kubelet/plugins/kubernetes.io/csi/pv/d-${hex(random, 20)}/globalmount rw,relatime shared:${id} - ext4 /dev/${device} rw,data=ordered`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The files /proc/<pid>/stat, one task a line. */
function tasks(random, count) {
  const lines = [];
  for (let pid = 1; pid <= count; pid++) {
    const isKernel = pid % 20 !== 0;
    const comm = isKernel ? `kworker/${pid % 64}:${pid % 9}` : random.pick(['java', 'nginx', 'app', 'sh']);
    lines.push(
      `${pid} (${comm}) S ${isKernel ? 2 : 1} ${pid} ${pid} 0 -1 ${isKernel ? 69238880 : 4194304} ${random.below(1e6)} 0 0 0 ${random.below(1e5)} ${random.below(1e5)} 0 0 20 0 ${isKernel ? 1 : 30} 0 ${1000 + pid} ${isKernel ? 0 : 1e9} ${isKernel ? 0 : 50000} 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 17 ${pid % 8} 0 0 0 0 0 0 0 0 0 0 0 0 0`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A `docker inspect` of about so many bytes. */
export function containersOf(random, bytes) {
  const list = [];
  for (let size = 0; size < bytes; ) {
    const container = JSON.stringify(containerOf(random, list.length));
    list.push(container);
    size += container.length + 1;
  }
  return `[${list.join(',')}]`;
}

/** As long as those of a node in use: variables, labels, mounts and settings make some 9 KB. */
function containerOf(random, index) {
  const layer = `/var/lib/docker/overlay2/${hex(random, 64)}`;
  return {
    Id: hex(random, 64),
    Created: '2026-01-15T06:00:00.000000000Z',
    Path: '/usr/bin/app',
    Args: ['--config', `/etc/app/${hex(random, 6)}.yaml`],
    State: {
      Status: 'running',
      Running: true,
      Pid: 10000 + index,
      StartedAt: '2026-01-15T06:00:00.000000000Z',
    },
    Name: `/k8s_app_${hex(random, 8)}`,
    HostConfig: {
      Binds: Array.from(
        { length: 8 },
        () => `/var/lib/kubelet/pods/${hex(random, 32)}/volumes:/data/${hex(random, 6)}`,
      ),
      NetworkMode: 'host',
      MaskedPaths: Array.from({ length: 12 }, (_, i) => `/proc/masked-${i}`),
      Memory: 536870912,
    },
    GraphDriver: {
      Name: 'overlay2',
      Data: {
        LowerDir: Array.from({ length: 12 }, () => `/var/lib/docker/overlay2/${hex(random, 64)}/diff`).join(':'),
        MergedDir: `${layer}/merged`,
        UpperDir: `${layer}/diff`,
        WorkDir: `${layer}/work`,
      },
    },
    Mounts: Array.from({ length: 8 }, () => ({
      Type: 'bind',
      Source: `/var/lib/kubelet/pods/${hex(random, 32)}/volumes`,
      Destination: `/data/${hex(random, 6)}`,
      Mode: '',
      RW: true,
      Propagation: 'rprivate',
    })),
    Config: {
      Image: `registry.example.com/app@sha256:${hex(random, 64)}`,
      Env: Array.from({ length: 82 }, (_, i) => `SERVICE_${i}_PORT_${random.below(9999)}_TCP=tcp://10.0.0.${i}:${i}`),
      Labels: Object.fromEntries([
        ['io.kubernetes.pod.name', `app-${hex(random, 5)}`],
        ...Array.from({ length: 16 }, (_, i) => [`example.com/label-${i}`, hex(random, 32)]),
      ]),
    },
  };
}

/** The text of one log in pieces; what is planted is counted in `planted`. */
function* logPieces(random, log, bytes, planted, share) {
  const ids = Object.keys(log.planted);
  let lines = [];
  let size = 0;
  let total = 0;
  for (let n = 0; total < bytes; n++) {
    const stamp = new Date((COLLECTED - 86_400) * 1000 + Math.floor(n / 30) * 1000)
      .toISOString()
      .replace(/\.\d+Z$/, '+0000');
    const id = random.below(share) === 0 ? random.pick(ids) : undefined;
    if (id !== undefined) planted[id] = (planted[id] ?? 0) + 1;
    const line = log.prefix(stamp) + (id === undefined ? random.pick(log.calm)(random) : log.planted[id](random));
    lines.push(line);
    size += line.length + 1;
    total += line.length + 1;
    if (size < PIECE) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
    size = 0;
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { mb: { type: 'string', default: '100' }, out: { type: 'string', default: 'bench/out' } },
  });
  const { bundle, truth } = await generateBundle(values.out, Number(values.mb));
  console.log(`${bundle}\n${truth}`);
}
