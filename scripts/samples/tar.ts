import { gunzipSync, gzipSync } from 'node:zlib';

/** Files of a bundle in the order in which they were written. */
export type BundleFiles = ReadonlyMap<string, string>;

const BLOCK = 512;
const NAME_LENGTH = 100;

/** A ustar archive of regular files of root, all from 1970, so that only the content decides the bytes. */
export function packTar(files: BundleFiles): Buffer {
  const parts: Buffer[] = [];
  for (const [name, text] of files) {
    const content = Buffer.from(text);
    parts.push(header(name, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** The archive compressed, with neither name nor time in the gzip header. */
export const packTgz = (files: BundleFiles): Buffer => gzipSync(packTar(files), { level: 9, memLevel: 6 });

/** Whether a compressed archive holds exactly these files; versions of zlib compress the same bytes differently. */
export const holdsExactly = (tgz: Buffer, files: BundleFiles): boolean => gunzipSync(tgz).equals(packTar(files));

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > NAME_LENGTH) throw new Error(`name too long for a plain ustar header: ${name}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write('root', 265);
  block.write('root', 297);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
