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
/** Shares of the unpacked size, as on a node with many mounts and pods whose kubelet complains. */
const SHARES = { kubelet: 0.55, docker: 0.13, kernel: 0.12, mounts: 0.1, containers: 0.1 };
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
  await add('proc/1/mountinfo', mountinfo(random, bytes * SHARES.mounts));
  await add('commands/docker/inspect.json', containersOf(random, bytes * SHARES.containers));
  for (const [name, log] of Object.entries(LOGS)) {
    let piece = 0;
    for (const text of logPieces(random, log, bytes * SHARES[name], planted, share))
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

function mountinfo(random, bytes) {
  const lines = ['25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw'];
  for (let size = 0, id = 100; size < bytes; id++) {
    const line = `${id} 25 0:${id % 4096} / /var/lib/docker/overlay2/${hex(random, 64)}/merged rw,relatime shared:${id} - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/${hex(random, 26)},upperdir=/var/lib/docker/overlay2/${hex(random, 64)}/diff`;
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
}

/** A `docker inspect` of about so many bytes. */
export function containersOf(random, bytes) {
  const list = [];
  for (let size = 0; size < bytes; ) {
    const id = hex(random, 64);
    const container = {
      Id: id,
      Name: `/k8s_app_${hex(random, 8)}`,
      State: {
        Status: 'running',
        Running: true,
        Pid: 10000 + list.length,
        StartedAt: '2026-01-15T06:00:00.000000000Z',
      },
      GraphDriver: { Name: 'overlay2', Data: { MergedDir: `/var/lib/docker/overlay2/${hex(random, 64)}/merged` } },
      Mounts: Array.from({ length: 4 }, () => ({
        Type: 'bind',
        Source: `/var/lib/kubelet/pods/${hex(random, 32)}/volumes`,
        Destination: `/data/${hex(random, 6)}`,
        Propagation: 'rprivate',
      })),
      Config: {
        Image: `registry.example.com/app@sha256:${hex(random, 64)}`,
        Labels: { 'io.kubernetes.pod.name': `app-${hex(random, 5)}` },
      },
    };
    list.push(container);
    size += JSON.stringify(container).length + 1;
  }
  return JSON.stringify(list);
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
