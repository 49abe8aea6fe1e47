// The cases of the benchmark: how each bundle is made, and what is demanded of it.
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { containersOf, generateBundle, startOf } from './generate.mjs';
import { createRandom, hex } from './lines.mjs';

/** `limit` says when a case is met; ratios are to `gzip -dc` of the same bundle in the same run. */
export const CASES = [
  { name: '10-mb', make: (out) => generated(out, 10), limit: { wall: 0.45 } },
  { name: '100-mb', make: (out) => generated(out, 100), limit: { ratio: 1.6 } },
  { name: '1-gb', make: (out) => generated(out, 1000), runs: 5, limit: { ratio: 0.75, rss: 256 } },
  { name: '100-mb-xz', make: (out) => repacked(out, 'tar.xz', 'xz -T1 -c'), limit: { wall: 4 } },
  { name: '100-mb-zip', make: (out) => asZip(out), limit: {} },
  { name: 'small-files', make: (out) => written(out, 'small-files', smallFiles), limit: {} },
  { name: 'mounts-95000', make: (out) => written(out, 'mounts-95000', (add) => mounts(add, 95_000)), limit: {} },
  {
    name: 'mounts-1000000',
    make: (out) => written(out, 'mounts-1000000', (add) => mounts(add, 1_000_000)),
    limit: { wall: 3, rss: 400 },
  },
  {
    name: 'inspect-500-mb',
    make: (out) => written(out, 'inspect-500-mb', (add) => inspect(add, 500)),
    runs: 3,
    limit: {},
  },
  {
    name: 'every-line-hits',
    make: (out) => generated(out, 100, { planted: 1 }),
    limit: { beside: '100-mb', times: 3 },
  },
];

async function generated(out, mb, options) {
  const name = options === undefined ? `${mb}` : `${mb}-planted`;
  const made = { bundle: path.join(out, `bundle-${name}.tgz`), truth: path.join(out, `truth-${name}.json`) };
  return existsSync(made.truth) ? made : generateBundle(out, mb, { name, ...options });
}

/** The bundle of 100 MB in another packing; it holds the same counts. */
async function repacked(out, extension, packer) {
  const { bundle, truth } = await generated(out, 100);
  const file = path.join(out, `bundle-100.${extension}`);
  if (!existsSync(file)) execFileSync('sh', ['-c', `gzip -dc '${bundle}' | ${packer} > '${file}'`]);
  return { bundle: file, truth };
}

async function asZip(out) {
  const { bundle, truth } = await generated(out, 100);
  const file = path.join(out, 'bundle-100.zip');
  if (!existsSync(file)) execFileSync('bsdtar', ['-a', '-cf', file, `@${bundle}`]);
  return { bundle: file, truth };
}

/** A bundle whose entries `fill` adds; nothing is planted in it. */
async function written(out, name, fill) {
  mkdirSync(out, { recursive: true });
  const bundle = path.join(out, `${name}.tgz`);
  if (existsSync(bundle)) return { bundle };
  const tar = pack();
  const done = pipeline(tar, createGzip({ level: 6 }), createWriteStream(bundle));
  const add = (entry, text) =>
    new Promise((resolve, reject) => {
      tar.entry({ name: entry, mtime: new Date(0) }, Buffer.from(text), (error) => (error ? reject(error) : resolve()));
    });
  await add('manifest-start.json', startOf());
  await fill(add);
  tar.finalize();
  await done;
  return { bundle };
}

async function smallFiles(add) {
  for (let i = 0; i < 20_000; i++) await add(`commands/extra/${i % 200}/file-${i}.txt`, `value ${i}\nstate running\n`);
}

async function mounts(add, count) {
  const random = createRandom(count);
  const lines = ['25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw'];
  for (let i = 1; i < count; i++)
    lines.push(
      `${100 + i} 25 253:${i} / /var/lib/kubelet/pods/${hex(random, 32)}/volumes/v-${i} rw,relatime shared:${i} - ext4 /dev/vd${i} rw`,
    );
  await add('proc/1/mountinfo', `${lines.join('\n')}\n`);
}

async function inspect(add, mb) {
  await add('commands/docker/inspect.json', containersOf(createRandom(mb), mb * 1e6));
}
